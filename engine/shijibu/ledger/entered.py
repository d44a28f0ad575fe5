"""What the audit trail says that the tables hold."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from shijibu.ledger.chain import Link


@dataclass(slots=True)
class Entered:
    """What the tables should hold, each with the number of the entry that said so. broken: entries before which the trail had been cut."""

    meta: dict[str, tuple[int, str]] = field(default_factory=dict)
    rounds: dict[tuple[str, str], tuple[int, dict[str, Any]]] = field(default_factory=dict)
    issues: dict[int, tuple[int, list[Any]]] = field(default_factory=dict)
    issued_at: dict[int, str] = field(default_factory=dict)
    schemes: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    rule_changes: list[tuple[int, str]] = field(default_factory=list)
    sightings: dict[str, tuple[int, str]] = field(default_factory=dict)
    runs: dict[str, int] = field(default_factory=dict)
    seen: dict[int, tuple[int, str]] = field(default_factory=dict)
    withdrawals: list[tuple[int, str]] = field(default_factory=list)
    decisions: dict[tuple[str, str, int], tuple[int, dict[str, Any]]] = field(default_factory=dict)
    objections: dict[int, tuple[int, str]] = field(default_factory=dict)
    confirmations: dict[int, tuple[int, str]] = field(default_factory=dict)
    broken: list[int] = field(default_factory=list)

    def take(self, link: Link) -> None:
        """One entry more. Raises KeyError, TypeError, ValueError or AttributeError where it was changed beyond understanding."""
        subject, n = json.loads(link.subject), link.sequence
        match link.action:
            case "create":
                self.meta["schema"] = n, str(subject["schema"])
                if "key" in subject:  # schema 1 entered no hash of the key
                    self.meta["key"] = n, subject["key"]
            case "upgrade":
                self.meta["schema"] = n, str(subject["to"])
                self.seen |= {int(run): (n, told) for run, told in subject.get("sightings", {}).items()}
            case "reserve":
                self.meta["next_number"] = n, str(subject["first"] + subject["count"])
            case "issue":
                self._issue(n, link.at, subject)
            case "scheme":
                self.schemes[str(subject["scheme"]), str(subject["version"])] = n, subject["text"]
            case "rules":
                place = str(subject["scheme"]), str(subject["period"])
                self.rounds[place] = n, self.rounds[place][1] | {"version": subject["version"]}
                self.rule_changes.append((n, subject["digest"]))
            case "sight":
                self.sightings |= dict.fromkeys(subject["sha256"], (n, subject["first_seen"]))
                self.runs |= {} if subject.get("corrected") else dict.fromkeys(subject["sha256"], n)
                if "rows" in subject:
                    self.seen[n] = n, subject["rows"]
            case "decide" | "refresh":
                self._decide(n, link, subject)
            case "withdraw":
                self.withdrawals.append((n, subject["digest"]))
            case "object" | "check" | "settle":
                self.objections[int(subject["objection"])] = n, subject["digest"]
            case "confirm":
                self.confirmations[int(subject["confirmation"])] = n, subject["digest"]
            case "break":
                self.broken.append(n)

    def _issue(self, n: int, at: str, subject: dict[str, Any]) -> None:
        place = str(subject["scheme"]), str(subject["period"])
        told = {name: subject[name] for name in ("version", "roster")} | {"parts": subject.get("parts")}
        self.rounds[place] = n, told | ({"deadline": subject["deadline"]} if "deadline" in subject else {})
        for unit, (number, sha256, *content) in subject["issued"].items():
            self.issues[int(number)] = n, [*place, unit, sha256, *content]
            self.issued_at[int(number)] = at

    def _decide(self, n: int, link: Link, subject: dict[str, Any]) -> None:
        which = str(subject["scheme"]), str(subject["period"]), int(subject["revision"])
        version = subject["version"] if "version" in subject else self.rounds.get(which[:2], (0, {}))[1].get("version")
        now = {"returns": subject["returns"], "version": version, "entry": n} | ({"parts": subject["parts"]} if "parts" in subject else {})
        if link.action == "decide":
            self.decisions[which] = n, {"digest": subject["digest"], "at": link.at} | now
        else:
            self.decisions[which][1].update(now)
