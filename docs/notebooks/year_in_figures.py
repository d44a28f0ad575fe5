# %% [markdown]
# # 一个县的一年：数字和图
#
# 先做一份虚构的台账：`shijibu demo --out demo`（单位、人员都是编的），再逐格运行。图要另装：在实绩簿的文件夹里 `pip install '.[notebooks]'`。
# 换成本县的，只改下面的 `LEDGER`。读的时候不改动台账。

# %%
import os

import matplotlib.pyplot as plt
import pandas as pd

import shijibu

LEDGER = os.environ.get("SHIJIBU_LEDGER", "demo/shijibu.db")
plt.rcParams["font.sans-serif"] = ["Noto Sans CJK SC", "Noto Sans CJK JP", "Microsoft YaHei", "SimHei", "PingFang SC"]
plt.rcParams["axes.unicode_minus"] = False
ledger = shijibu.open_ledger(LEDGER)
ledger.periods()

# %% [markdown]
# ## 最近一期
#
# 列名可以用方案里的英文名（缺省），也可以用工作簿里的中文（`headings="zh"`）。空的是没有数据，不是零。

# %%
latest = ledger.round(headings="zh")
latest.units.head()

# %% [markdown]
# 每一列是什么，写在表的 `attrs` 里：出自哪条规则，百分数是不是小数（`fraction 0..1`，0.45 即 45%）。

# %%
pd.DataFrame(latest.inputs("tasks").attrs["shijibu"]["columns"]).T[["label", "kind", "unit", "rule"]]

# %% [markdown]
# ## 历期进度指数
#
# `history` 把各期接成一张表，每期按它自己的方案来读。

# %%
units = ledger.history("units")
by_kind = units.groupby(["period", "kind"], observed=True)["index"].mean().unstack().astype(float)
ax = by_kind.plot(marker="o", ylabel="平均进度指数", xlabel="", title="进度指数，按单位类别")
ax.legend([latest.scheme.kind(kind).label for kind in by_kind.columns])
plt.show()
by_kind.round(2)

# %% [markdown]
# ## 亮牌
#
# 亮牌是有次序的类别：红牌最低，蓝牌最高。不亮牌的为空。

# %%
cards = units.assign(card=units["card"].cat.add_categories("不亮牌"))
cards.loc[cards["card"].isna() & units["index"].notna(), "card"] = "不亮牌"
counted = cards.groupby(["period", "card"], observed=False).size().unstack()
colours = {"红牌": "#C00000", "黄牌": "#FFC000", "蓝牌": "#4472C4", "不亮牌": "#D9D9D9"}
ax = counted.plot.bar(stacked=True, color=[colours[c] for c in counted.columns], ylabel="单位数", xlabel="", title="各期亮牌", rot=0)
ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.tight_layout()
plt.show()
counted

# %% [markdown]
# ## 干部综合分
#
# 正职和副职分开看。`exact=True` 取四位小数；这里用公布的两位。

# %%
officials = ledger.history("officials").dropna(subset=["score"])
groups = {post: own["score"].astype(float) for post, own in officials.groupby("post", observed=True)}
plt.boxplot(list(groups.values()))
plt.xticks(range(1, len(groups) + 1), list(groups))
plt.ylabel("干部综合分")
plt.title("历期干部综合分的分布")
plt.show()
officials.groupby(["period", "post"], observed=True)["score"].describe()[["count", "mean", "min", "max"]].astype(float).round(2)

# %% [markdown]
# ## 任务：计划和实际
#
# 填报的原始内容，以异议更正后的为准。离斜线越远，差得越多。

# %%
tasks = latest.inputs("tasks")
names = {c["id"]: name for name, c in tasks.attrs["shijibu"]["columns"].items()}
planned, actual = (tasks[names[id]].astype(float) for id in ("planned", "actual"))
plt.scatter(planned, actual, alpha=0.6)
plt.axline((planned.max(), planned.max()), slope=1, color="#7F7F7F", linewidth=1)
plt.gca().xaxis.set_major_formatter("{x:.0%}")
plt.gca().yaxis.set_major_formatter("{x:.0%}")
plt.xlabel("计划进度")
plt.ylabel("实际进度")
plt.title(f"{latest.period.label}各项任务")
plt.show()
tasks[actual < 0.9 * planned][[names[id] for id in ("unit_name", "title", "owner_name", "planned", "actual")]]

# %% [markdown]
# ## 报送
#
# 谁没有报，谁迟报，退回的有几处错误。

# %%
returns = ledger.history("returns")
returns.groupby(["period", "state"], observed=False).size().unstack()

# %% [markdown]
# 要拿到别的软件里去：`shijibu export --period 2026-Q1 --out 数据 --format xlsx`，或者直接
# `latest.units.to_parquet("units.parquet")`。

# %%
ledger.close()
