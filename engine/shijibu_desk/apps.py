"""The desk as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "shijibu_desk"
    label = "shijibu_desk"
    verbose_name = "实绩簿考评台"
