"""Apps: LibreOffice processes that this code started, and the one it runs in."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import XlwingsError, base_classes

from shijibu_addin.libreoffice import dialogs
from shijibu_addin.libreoffice.office import SPREADSHEET, Office, OfficeFailed, OfficeMissing
from shijibu_addin.libreoffice.uno_path import import_uno, soffice
from shijibu_addin.libreoffice.xlwings_engine.book import Books
from shijibu_addin.libreoffice.xlwings_engine.document import Document
from shijibu_addin.libreoffice.xlwings_engine.message_box import ask
from shijibu_addin.libreoffice.xlwings_engine.range import Range
from shijibu_addin.libreoffice.xlwings_engine.unsupported import complete

if TYPE_CHECKING:
    from shijibu_addin.libreoffice.xlwings_engine.engine import Engine


@complete
class Apps(base_classes.Apps):
    """The apps of this process, the active one first."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._apps: list[App] = []

    def _running(self) -> list[App]:
        self._apps = [app for app in self._apps if app.running]
        return self._apps

    def keys(self) -> list[int]:
        return [app.pid for app in self._running()]

    def add(self, spec: Any = None, add_book: bool | None = None, xl: Any = None, visible: bool | None = None) -> App:
        """Start a LibreOffice with a profile of its own. It is headless, whatever `visible` says."""
        try:
            office = Office()
        except (OfficeMissing, OfficeFailed) as error:
            raise XlwingsError(str(error)) from error
        app = App(self, office.context, office)
        self._apps.insert(0, app)
        if add_book:
            app.books.add()
        return app

    def attach(self, context: Any) -> App:
        """The LibreOffice of an existing component context."""
        app = App(self, context, None)
        self._apps = [app, *(known for known in self._apps if known.pid != app.pid)]
        return app

    def make_active(self, app: App) -> None:
        self._apps = [app, *(known for known in self._apps if known is not app)]

    def remove(self, app: App) -> None:
        self._apps = [known for known in self._apps if known is not app]

    @staticmethod
    def cleanup() -> None:
        """Nothing to do: a LibreOffice that was started here ends with this process at the latest."""

    def __iter__(self) -> Iterator[App]:
        return iter(list(self._running()))

    def __len__(self) -> int:
        return len(self._running())

    def __getitem__(self, pid: int) -> App:
        for app in self._running():
            if app.pid == pid:
                return app
        raise KeyError(pid)


@complete
class App(base_classes.App):
    """One LibreOffice. `office` is the process if this code started it, None where it was there already."""

    pid: int = 0
    # Kept for code that sets them and sets them back; nothing is drawn or asked where LibreOffice is headless.
    screen_updating: bool = True
    display_alerts: bool = True
    enable_events: bool = True
    interactive: bool = True
    status_bar: str | bool = False

    def __init__(self, apps: Apps, context: Any, office: Office | None) -> None:
        self._apps = apps
        self._office = office
        self.uno = import_uno()
        self._context = context
        self._desktop = self.service("com.sun.star.frame.Desktop")
        self.pid = office.pid if office is not None else os.getpid()
        self.active_model: Any = None
        self.copied: Range | None = None
        self.files: set[Path] = set()
        self._documents: dict[str, Document] = {}
        self._calculation = "automatic"

    @property
    def context(self) -> Any:
        """The component context of this LibreOffice."""
        self._must_run()
        return self._context

    @property
    def desktop(self) -> Any:
        self._must_run()
        return self._desktop

    def _must_run(self) -> None:
        if not self.running:
            raise XlwingsError("This LibreOffice has ended.")

    def service(self, name: str) -> Any:
        """A service of this LibreOffice."""
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def properties(self, **values: Any) -> tuple[Any, ...]:
        """Named values in the form that UNO calls take."""
        kind = self.uno.getClass("com.sun.star.beans.PropertyValue")
        return tuple(kind(name, 0, value, 0) for name, value in values.items())

    @property
    def engine(self) -> Engine:
        return self._apps.engine

    @property
    def api(self) -> Any:
        """com.sun.star.frame.Desktop"""
        return self.desktop

    @property
    def headless(self) -> bool:
        return self._office is not None or dialogs.headless()

    @property
    def running(self) -> bool:
        return self._office is None or self._office.running

    @property
    def visible(self) -> bool:
        return not self.headless

    @visible.setter
    def visible(self, visible: bool) -> None:
        """A headless LibreOffice stays so, and one that a person uses stays in sight."""

    @property
    def version(self) -> str:
        return self.settings("/org.openoffice.Setup/Product").getByName("ooSetupVersionAboutBox")

    def settings(self, path: str, update: bool = False) -> Any:
        """A part of this LibreOffice's settings; update: to change them."""
        provider = self.service("com.sun.star.configuration.ConfigurationProvider")
        node = self.uno.createUnoStruct("com.sun.star.beans.NamedValue", "nodepath", path)
        return provider.createInstanceWithArguments(f"com.sun.star.configuration.Configuration{'Update' * update}Access", (node,))

    @property
    def path(self) -> str:
        return str(soffice().parent)

    @property
    def hwnd(self) -> None:
        return None

    @property
    def books(self) -> Books:
        return Books(self)

    @property
    def selection(self) -> Range | None:
        if not len(self.books):
            return None
        return self.books.active.selection

    @property
    def calculation(self) -> str:
        return self._calculation

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in ("automatic", "manual", "semiautomatic"):
            raise XlwingsError(f"Calculation is 'automatic', 'manual' or 'semiautomatic', not {value!r}.")
        self._calculation = value
        for model in self.models():
            model.enableAutomaticCalculation(value != "manual")

    def calculate(self) -> None:
        """Compute every formula of every open book."""
        for model in self.models():
            model.calculateAll()

    @property
    def cut_copy_mode(self) -> str | None:
        return "copy" if self.copied is not None else None

    @cut_copy_mode.setter
    def cut_copy_mode(self, value: bool) -> None:
        if not value:
            self.copied = None

    def models(self) -> list[Any]:
        """The open spreadsheet documents, in the order in which they were opened."""
        found = []
        components = self.desktop.Components.createEnumeration()
        while components.hasMoreElements():
            component = components.nextElement()
            if component.supportsService(SPREADSHEET):
                found.append(component)
        return sorted(found, key=lambda model: int(model.RuntimeUID)) if len(found) > 1 else found

    def document(self, model: Any) -> Document:
        """What is kept for this document."""
        uid = model.RuntimeUID
        if uid not in self._documents:
            self._documents[uid] = Document(self.uno, model, self.service)
        return self._documents[uid]

    def forget(self, document: Document) -> None:
        """Drop what is kept for a document that is closed."""
        self._documents = {uid: kept for uid, kept in self._documents.items() if kept is not document}
        self.active_model = None
        if self.copied is not None and self.copied.sheet.book.document is document:
            self.copied = None

    def dispatch(self, model: Any, command: str, **arguments: Any) -> None:
        """Run a command of the menus on the document."""
        helper = self.service("com.sun.star.frame.DispatchHelper")
        helper.executeDispatch(model.CurrentController.Frame, f".uno:{command}", "", 0, self.properties(**arguments))

    def activate(self, steal_focus: bool = False) -> None:
        self._apps.make_active(self)

    def alert(self, prompt: str, title: str | None, buttons: str, mode: str | None, callback: str | None) -> str:
        """The button that was pressed; the first one where nobody sees the question."""
        if self.headless or not self.display_alerts:
            return "yes" if buttons.startswith("yes") else "ok"
        return ask(self, prompt, title, buttons, mode)

    def quit(self) -> None:
        """End the process without saving; an app that was attached is only let go of."""
        self._apps.remove(self)
        if self._office is not None:
            if self._office.running:
                with contextlib.suppress(Exception):  # one that no longer answers is ended by close()
                    for model in self.models():
                        model.setModified(False)
            self._office.close()
            self._close_documents()

    def kill(self) -> None:
        """End the process at once; an app that was attached is only let go of."""
        self._apps.remove(self)
        if self._office is not None:
            self._office.kill()
            for file in self.files:  # a process that is killed leaves its marks, and the files could not be opened again
                file.with_name(f".~lock.{file.name}#").unlink(missing_ok=True)
            self._close_documents()

    def _close_documents(self) -> None:
        for document in self._documents.values():
            document.closed = True
