# %% [markdown]
# # 新规则先在 Python 里试，再写进方案
#
# 想改一条规则，先看它会让谁的结果不同。这里用德清县“考核亮牌”（DQ-2）做例子，台账是虚构的：`shijibu demo --out demo`。
# 全程只读，不改动台账。

# %%
import os

import pandas as pd

import shijibu
from shijibu import rules

LEDGER = os.environ.get("SHIJIBU_LEDGER", "demo/shijibu.db")
ledger = shijibu.open_ledger(LEDGER)
latest = ledger.round("deqing", exact=True)
scheme, tasks = latest.scheme, latest.inputs("tasks")
print(latest.period.label, scheme.name)

# %% [markdown]
# ## 一、现在的规则，用 Python 算一遍
#
# `shijibu.rules` 里的函数就是电子表格里的函数，算得一样。`scheme=` 取这一期方案里的参数。先和台账对上，再动手改。

# %%
columns = ["planned", "actual", "weight"]


def index_of(own, cap=None):
    """The progress index of a unit's tasks, capped as the scheme says or otherwise."""
    return rules.progress(own["planned"], own["actual"], own["weight"], cap, scheme=scheme)


now = tasks.groupby("unit")[columns].apply(index_of).rename("index")
decided = latest.units.set_index("code")
assert (now == decided.loc[now.index, "index"].astype(float)).all()
worst = tasks.groupby("unit")[columns].apply(lambda own: rules.lowestratio(own["planned"], own["actual"], scheme=scheme))
cards = rules.card(now, worst, scheme=scheme)
pd.DataFrame({"单位": decided.loc[now.index, "name"], "进度指数": now, "亮牌": cards})

# %% [markdown]
# ## 二、只改一个参数
#
# 完成比的上限从 1.2 降到 1.0：超额的任务不再补差的任务。

# %%
capped = tasks.groupby("unit")[columns].apply(index_of, cap=1.0)
floor = tasks.groupby("unit")[columns].apply(lambda own: rules.lowestratio(own["planned"], own["actual"], 1.0))
changed = pd.DataFrame({"单位": decided.loc[now.index, "name"], "原指数": now, "新指数": capped,
                        "原亮牌": cards.fillna("不亮牌"), "新亮牌": rules.card(capped, floor, scheme=scheme).fillna("不亮牌")})
changed.assign(变化=changed["新指数"] - changed["原指数"]).sort_values("变化")

# %% [markdown]
# 只改参数的，不必自己算：`shijibu.simulate` 用整套方案重算，星级、名单、名次都会跟着变。两边应当一样。

# %%
tried = shijibu.simulate(scheme, ledger, periods=[latest.period], sweep="DQ-2.cap=1.0:1.2:0.1")
assert tried.sweep is not None
differing = {value.value: {counted.label: counted.differ for fares in value.periods for counted in fares.counts} for value in tried.sweep.values}
assert differing[1]["进度指数"] == (changed["原指数"] != changed["新指数"]).sum()
pd.DataFrame(differing).rename_axis(index="结果不同的个数", columns="完成比上限")

# %% [markdown]
# ## 三、方案里没有的规则
#
# 假如逾期的任务权重加倍：完成时限已过、实际进度不到 100% 的，权重乘 2。

# %%
end = pd.Timestamp(latest.period.end)
overdue = (tasks["deadline"] <= end) & (tasks["actual"] < 1)
doubled = tasks.assign(weight=tasks["weight"].where(~overdue.fillna(False), tasks["weight"] * 2))
stricter = doubled.groupby("unit")[columns].apply(index_of)
effect = pd.DataFrame({"单位": decided.loc[now.index, "name"], "逾期任务": overdue.groupby(tasks["unit"]).sum(),
                       "原指数": now, "新指数": stricter, "新亮牌": rules.card(stricter, worst, scheme=scheme).fillna("不亮牌")})
effect.sort_values("新指数")

# %% [markdown]
# 填错了、没有数据的，函数照电子表格那样报错，不会算出一个错的数：

# %%
try:
    rules.progress([50], ["九成"], [1])
except shijibu.ShijibuError as error:
    print(error.kind, error)

# %% [markdown]
# ## 四、写进方案
#
# 觉得合适了，再动方案：
#
# 1. `shijibu scheme export deqing --out 德清方案.xlsx`，在“参数”表里改数，或在 `scheme.yaml` 里加一列、改一个算式；
# 2. 在“算例”里写上今天手算的几个数，`shijibu scheme check 德清方案.xlsx` 逐个核对；
# 3. `shijibu simulate --with 德清方案.xlsx --out 试算`，看各期会有哪些不同；
# 4. 从下一期起用。已下发的一期沿用它自己的方案。

# %%
ledger.close()
