"""The side navigation: words on overview pages, a rail of icons inside a case."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QPixmap
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from rpl_desk.domain.rows import dataclass
from rpl_desk.ui.icons import icon, product_mark
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SCALES, SPACE, WIDTH, ThemeName
from rpl_desk.ui.widgets import Avatar, ElidedLabel, icon_button, label, rule, set_property
from rpl_desk.ui.widgets.small import initials


@dataclass(frozen=True, slots=True)
class Place:
    """One overview page: its name in `Page.went`, its words, its icon."""

    name: str
    words: str
    icon: str


PLACES = (
    Place("cases", "Cases", "folder-open"),
    Place("panels", "Panels", "users"),
    Place("register", "Register", "stamp"),
    Place("frameworks", "Frameworks", "book-open"),
    Place("office", "Office", "settings"),
)
SEARCH = Place("search", "Search", "search")
SEARCH_KEY = "Ctrl+Shift+F"
THEME_WORDS = {
    ThemeName.LIGHT: ("Light", "sun"),
    ThemeName.DARK: ("Dark", "moon"),
    ThemeName.CONTRAST: ("High contrast", "contrast"),
}
MARK = 36
RAIL_MARK = 32


class _NavButton(QPushButton):
    """A place in words with its icon, or its icon alone in the rail."""

    def __init__(self, words: str, icon_name: str, key: str) -> None:
        super().__init__(words)
        self._words, self._icon, self._key = words, icon_name, key
        self.setAutoDefault(False)
        self.setAccessibleName(words)
        self.setAccessibleDescription(key)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._recolour)
        self.set_rail(False)

    def set_rail(self, rail: bool) -> None:
        self._rail = rail
        self.setText("" if rail else self._words)
        self.setToolTip(f"{self._words} ({self._key})" if rail else "")
        set_property(self, "kind", "rail" if rail else "nav")
        self._recolour()

    def _recolour(self, *_: object) -> None:
        token = "accent" if self.isChecked() else "text2"
        self.setIcon(icon(self._icon, token, beside=not self._rail))


class SideNavigation(QFrame):
    """Office on top, places below it, look, keys and the person at the foot.

    opened: the name of a place. lock_asked, keys_asked: the buttons at the foot.
    """

    opened = Signal(str)
    lock_asked = Signal()
    keys_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "nav")
        self.setAccessibleName("Places")
        self._rail = False
        self._logo: QPixmap | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["m"], SPACE["l"], SPACE["m"], SPACE["m"])
        column.setSpacing(2)

        self._mark = label()
        self._office = ElidedLabel("", "strong")
        self._unit = ElidedLabel("", "caption", tone="second")
        self._names = _column(self._office, self._unit)
        head = QHBoxLayout()
        head.setSpacing(SPACE["m"])
        head.addWidget(self._mark)
        head.addWidget(self._names, 1)
        column.addLayout(head)
        column.addSpacing(SPACE["l"])

        self._group = QButtonGroup(self)
        self._buttons: dict[str, _NavButton] = {}
        keys = {place: f"Ctrl+{number}" for number, place in enumerate(PLACES, start=1)}
        for place, key in {SEARCH: SEARCH_KEY, **keys}.items():
            made = _NavButton(place.words, place.icon, key)
            made.setCheckable(True)
            made.clicked.connect(lambda _checked=False, name=place.name: self._open(name))
            self._group.addButton(made)
            self._buttons[place.name] = made
            column.addWidget(made)
        column.addStretch(1)

        self.look_button = _NavButton("Text and colours", "type", "menu")
        self._look_menu = look_menu(self)
        self.look_button.clicked.connect(self._show_look)
        self.keys_button = _NavButton("Keys", "keyboard", "F1")
        self.keys_button.clicked.connect(self.keys_asked)
        for made in (self.look_button, self.keys_button):
            column.addWidget(made)
        column.addSpacing(SPACE["s"])
        column.addWidget(rule())
        column.addSpacing(SPACE["s"])

        self._avatar = Avatar("Nobody")
        self._person = ElidedLabel("", "strong")
        self._role = ElidedLabel("", "caption", tone="second")
        self._who = _column(self._person, self._role)
        self.lock_button = icon_button("lock", "Lock the desk (Ctrl+L)")
        self.lock_button.clicked.connect(self.lock_asked)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(SPACE["s"])
        self._foot.addWidget(self._avatar)
        self._foot.addWidget(self._who, 1)
        self._foot.addWidget(self.lock_button)
        column.addLayout(self._foot)
        look().changed.connect(self._fit)
        self._fit()

    def show_office(self, name: str, unit: str, logo: bytes | None) -> None:
        self._logo = None
        if logo is not None:
            picture = QPixmap()
            self._logo = picture if picture.loadFromData(logo, "PNG") else None
        self._office.set_full_text(name)
        self._unit.set_full_text(unit)
        self._fit()

    def show_person(self, name: str, role: str) -> None:
        self._person.set_full_text(name)
        self._role.set_full_text(role)
        self._avatar.setText(initials(name))
        self._avatar.setAccessibleName(name)

    def set_current(self, name: str) -> None:
        """Mark a place as the one in view; a case counts as one of the cases."""
        self._buttons[name].setChecked(True)

    def set_rail(self, rail: bool) -> None:
        """Show icons only, with tool tips, to give the room to evidence."""
        if rail == self._rail:
            return
        self._rail = rail
        for made in (*self._buttons.values(), self.look_button, self.keys_button):
            made.set_rail(rail)
        for widget in (self._names, self._who, self._avatar):
            widget.setVisible(not rail)
        self._fit()

    @property
    def is_rail(self) -> bool:
        return self._rail

    def button(self, name: str) -> QPushButton:
        return self._buttons[name]

    def _show_look(self) -> None:
        corner = self.look_button.mapToGlobal(QPoint(0, 0))
        self._look_menu.popup(corner - QPoint(0, self._look_menu.sizeHint().height()))

    def _open(self, name: str) -> None:
        self.opened.emit(name)

    def _fit(self, *_: object) -> None:
        theme = look().theme
        self.setFixedWidth(theme.grown(WIDTH["rail" if self._rail else "nav"]))
        side = theme.grown(RAIL_MARK if self._rail else MARK)
        ratio = self.devicePixelRatioF()
        if self._logo is None:
            self._mark.setPixmap(product_mark(side, ratio))
        else:
            room = QSize(side, side) * ratio
            smooth = Qt.TransformationMode.SmoothTransformation
            shown = self._logo.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, smooth)
            shown.setDevicePixelRatio(ratio)
            self._mark.setPixmap(shown)


def _column(*labels: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for each in labels:
        column.addWidget(each)
    return made


def look_menu(parent: QWidget) -> QMenu:
    """Return the menu of text sizes and colours; it changes the look at once."""
    menu = QMenu(parent)
    menu.setAccessibleName("Text and colours")
    sizes, colours = QActionGroup(menu), QActionGroup(menu)
    for scale in SCALES:
        action = QAction(f"Text at {scale} %", menu, checkable=True)
        action.triggered.connect(lambda _checked=False, scale=scale: look().change(scale=scale))
        action.setData(scale)
        sizes.addAction(action)
        menu.addAction(action)
    menu.addSeparator()
    for name, (words, icon_name) in THEME_WORDS.items():
        action = QAction(icon(icon_name), words, menu, checkable=True)
        action.triggered.connect(lambda _checked=False, name=name: look().change(name=name))
        action.setData(name)
        colours.addAction(action)
        menu.addAction(action)

    def tick() -> None:
        for action in (*sizes.actions(), *colours.actions()):
            action.setChecked(action.data() in (look().theme.scale, look().theme.name))

    menu.aboutToShow.connect(tick)
    return menu
