"""What the desk keeps of its own: who may sign in, which files came, and what is being done. Decisions are the ledger's."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models

from shijibu_desk.hashing import drawn
from shijibu_desk.role import ROLE_LABELS, Role


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; there is no superuser."""

    def create_user(self, username: str, password: str | None = None, *, one_time: str = "", **fields: str | bool) -> Account:
        """An account with a password that somebody chose, or with a one-time one that was drawn. Raises ValidationError."""
        account: Account = self.model(username=self.model.normalize_username(username), must_change=bool(one_time), **fields)
        if one_time:
            account.password = drawn(one_time)
        else:
            account.set_password(password)
        account.full_clean(exclude=["password"])
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Who may sign in. scheme, unit, official: whose workbook, or whose own file, it may see; an empty scheme is whichever has that code."""

    username = models.CharField("账号", max_length=100, unique=True, validators=[UnicodeUsernameValidator()])
    title = models.CharField("名称", max_length=200, blank=True)
    role = models.CharField("身份", max_length=16, choices=[(str(role), label) for role, label in ROLE_LABELS.items()])
    scheme = models.CharField("方案", max_length=64, blank=True)
    unit = models.CharField("单位编码", max_length=64, blank=True)
    official = models.CharField("干部编号", max_length=64, blank=True)
    is_active = models.BooleanField("可以登录", default=True)
    must_change = models.BooleanField("须改口令", default=False)
    signed_out = models.PositiveIntegerField("退出次数", default=0)
    created = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()
    USERNAME_FIELD = "username"

    class Meta:
        ordering = ["role", "scheme", "unit", "official", "username"]

    def __str__(self) -> str:
        return self.title or self.username

    def clean(self) -> None:
        """Raises ValidationError where what the role needs is not said."""
        from django.core.exceptions import ValidationError

        super().clean()
        if self.role == Role.UNIT and not self.unit:
            raise ValidationError({"unit": "单位的账号要写单位编码"})
        if self.role == Role.OFFICIAL and not self.official:
            raise ValidationError({"official": "干部的账号要写干部编号"})


class Job(models.Model):
    """A piece of long work, done by the worker: it outlives the page that asked for it, and the server."""

    class State(models.TextChoices):
        WAITING = "waiting", "等候"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "没有做成"

    kind = models.CharField(max_length=32)
    title = models.CharField(max_length=200)
    scheme = models.CharField(max_length=64, blank=True)
    period = models.CharField(max_length=16, blank=True)
    facts = models.JSONField(default=dict)
    by = models.CharField(max_length=100)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    sentences = models.JSONField(default=list)
    result = models.JSONField(default=dict)
    task = models.CharField(max_length=64, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    @property
    def open(self) -> bool:
        """Whether it is still to be done, or being done."""
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def percent(self) -> int:
        return 100 if self.state == self.State.DONE else self.done * 100 // self.total if self.total else 0


class Upload(models.Model):
    """A file that came for a round, whatever it is. path: where it lies in the round's folder of returns; name: as its sender called it."""

    class State(models.TextChoices):
        WAITING = "waiting", "待检查"
        ACCEPTED = "accepted", "可以接收"
        REJECTED = "rejected", "退回"
        IGNORED = "ignored", "跳过"

    scheme = models.CharField(max_length=64)
    period = models.CharField(max_length=16)
    name = models.CharField(max_length=255)
    path = models.CharField(max_length=400)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    unit = models.CharField(max_length=64, blank=True)
    by = models.CharField(max_length=100)
    handed_in = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    problems = models.JSONField(default=list)
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["scheme", "period", "unit"])]


class Publication(models.Model):
    """A round's results were published: units and officials see their own since."""

    scheme = models.CharField(max_length=64)
    period = models.CharField(max_length=16)
    revision = models.PositiveIntegerField()
    by = models.CharField(max_length=100)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["scheme", "period"])]
