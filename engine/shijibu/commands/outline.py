"""Every command of `shijibu`: its name, where it is, and what `--help` says of it. None is loaded before it is called."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """where: the module of this folder, and the function there. unknown_options: what looks like an option is a value, such as -1."""

    name: str
    where: str
    help: str
    unknown_options: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Commands under a common name."""

    name: str
    help: str
    commands: tuple[Command, ...]


OUTLINE: tuple[Command | Group, ...] = (
    Command("schemes", "schemes:schemes", "列出考评方案。"),
    Command("schema", "schemes:schema", "输出方案文件的 JSON Schema，供编辑器使用。"),
    Command("roster", "issue:roster", "写一份空白名册工作簿，填写单位、干部和联系关系。"),
    Command("filled", "issue:filled", "写一份填好的示例工作簿，供单位填报时参照。"),
    Command("issue", "issue:issue", "给每个单位下发一本工作簿，并记入台账。"),
    Command("fields", "check:fields", "列出一本工作簿里每个栏目的位置；有台账的，按该期的方案。"),
    Command("check", "check:check", "检查交回的工作簿，一次说清全部问题。"),
    Command("consolidate", "consolidate:consolidate", "读取、检查、计算，写出报告工作簿、公示和 results.json。以前接收的报送仍然有效，不必再给。"),
    Command("province", "province:province", "多个县一起汇总：逐县计算，记入各县的台账，结果按县、按期次写成 Parquet。"),
    Command("status", "status:status", "看一期收到哪里了：谁已交、谁迟报、谁被退回、谁没有交，还剩几天；给每个单位一段催报文字。"),
    Command("simulate", "simulate:simulate", "试算：换一个方案或逐值改一个参数，已汇总的各期会有哪些结果不同。台账里的结果不改动。"),
    Command("export", "export:export", "导出一期的各个表给做数据的人用：单位、干部、问题、报送和每个填报表，写成 Parquet、CSV 或 xlsx。"),
    Command("confirm", "confirm:confirm", "确认或不采纳一期的建议（并列、措施、名单），记下谁、何时、为什么；不写事项就列出全部。计算的结果不改动。"),
    Command("withdraw", "consolidate:withdraw", "撤回一个单位本期的报送：记入台账，立即不计它重新计算本期结果。以后再交的，照常汇总。"),
    Command("explain", "explain:explain", "说明一个结果是怎么来的：从填报的单元格到结果的每一步，附规则编号。"),
    Command("audit", "audit:audit", "核验台账：审计记录是否首尾相接，内容和结构是否被改动；与纸上的核对码是否相符。"),
    Command("backup", "backup:backup", "备份台账，别人照常用着也行；写成 .zip 的连同考评台的文件夹。备好就核验。"),
    Command("restore", "backup:restore", "恢复备份；原来的不会丢。"),
    Command("bundle", "bundle:bundle", "收集离线安装包：拷到不上网的计算机上就能装。在能上网的计算机上做。"),
    Command("print", "printing:print_", "用本机的 LibreOffice 把文件夹里的工作簿和公文打印成 PDF，每人一份的表逐人打印。"),
    Command("sample", "sample:sample", "分层随机抽样，可重现，附抽样记录。"),
    Command("functions", "functions:functions", "列出电子表格函数，或写成函数示例工作簿。"),
    Command("call", "functions:call", "计算一个函数，输出 JSON。", unknown_options=True),
    Command("desk", "desk:desk", "在本机打开考评台：启动，并打开浏览器；第一次用，分三步选台账、建账号、备名册。"
            "没有装考评台的，选收件的文件夹，汇总并打开报告。"),
    Command("install-shortcut", "shortcut:install_shortcut", "在菜单和桌面上建一个图标，双击就打开考评台（Windows、Linux）。"),
    Command("serve", "desk:serve", "启动考评台（另装 '.[desk]'）和 Excel 加载项的服务器（另装 '.[server]'），按 Ctrl+C 停止。"),
    Group("user", "考评台的账号。", (
        Command("add", "desk:user_add", "建一个账号，给出一次性口令。"),
    )),
    Command("file", "explain:file", "一人一档：写出一名干部历次考评的档案（.xlsx 和 .html）。"),
    Command("demo", "demo:demo", "用虚构的单位和人员走完全程：名册、下发、填报、交回、检查、汇总。"),
    Group("addin", "各表格软件的加载项：生成、装入、取出。", (
        Command("build", "hosts:addin_build", "生成加载项文件。"),
        Command("install", "hosts:addin_install", "装入本机的表格软件。"),
        Command("uninstall", "hosts:addin_uninstall", "从本机的表格软件取出。"),
    )),
    Group("objection", "异议：受理、核实、决定；成立的异议更正填报，重新计算，并列出前后变化。", (
        Command("receive", "objections:receive", "受理一件异议，记入台账。"),
        Command("look", "objections:look", "记下核实的情况；决定以前可以再记，以最后一次为准。"),
        Command("settle", "objections:settle", "决定一件异议。成立并更改填报的，重新计算该期结果，列出每个变化的数字。"),
        Command("show", "objections:show", "看一件异议：受理、核实、决定，以及它使哪些数字变化。"),
        Command("recompute", "objections:recompute", "按台账里的填报和更正，依次重新计算已汇总的各期，列出每个变化的数字。"),
        Command("list", "objections:list_", "列出异议和处理情况。"),
    )),
    Group("scheme", "考评方案：导出成工作簿、导入、检查；更改已下发的一期所用的方案，记入台账。", (
        Command("export", "scheme:export", "把一个考评方案导出成方案工作簿，在表格软件里看和改。"),
        Command("import", "scheme:import_", "导入方案工作簿，写出 scheme.yaml；有错的、算例算得不一样的逐格指出，不写。"),
        Command("draft", "scheme:draft", "照现在用的表格起草方案工作簿和模板：认出表、栏目、下拉列表和公式；每处猜测说明理由，定不了的列成问题。"),
        Command("check", "scheme:check", "检查一个方案（工作簿、scheme.yaml 或所在文件夹），一次说清全部问题，并逐个计算算例。"),
        Command("papers", "scheme:papers", "写出公示、通报、情况汇报的模板（.docx），改成本单位的样式放进方案所在文件夹，汇总时就照着写。"),
        Command("change", "scheme_change:change", "让已下发的一期改用现在的方案文件，记下理由、时间和改前改后。已汇总的结果要重新汇总才变。"),
    )),
)
