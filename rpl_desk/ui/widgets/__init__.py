"""The parts pages are made of. Text is always plain; colours and sizes come from `rpl_desk.ui.tokens`.

Words
  label(text, role="body", *, tone=None, wrap=False) -> QLabel   roles: display title1 title2 title3 strong reading body
      second small smallstrong hint caption label reference number; tones: accent second third good part bad unsure
  Paragraph(text, role="body", *, tone=None)       wrapped text with the role's line height; setText as QLabel
  ElidedLabel(text, role, *, tone)                 .set_full_text(text), .full_text; tool tip when cut
  Heading(title, role, note_role)                  title and note on one baseline; .set_words(title, note)
  IconLabel(icon, words, role, token="text2", *, elide=False)    .set(icon, words, token)
  icon_spot(icon, token="text2", size="button")    an icon alone, not read aloud
  set_property(widget, name, value), set_tone(widget, tone)      change what the style sheet looks at
Buttons
  button(words, *, icon_name="", kind="outlined", size="")   kinds: primary outlined plain danger filter nav rail choice
  dress_button(button, *, kind, icon_name, size)   the same for a button of a compiled form
  icon_button(icon_name, name, *, token="text2") -> QToolButton
  refuse(button, why_or_None, words)               "Seal: 5 to judge", still pressable
  Segments(name, [(value, words, icon)])           .chosen(value), .value(), .set_value(value)
  ChoiceButton(letter, words)                      one of a few large choices, the chosen one ticked
  CardButton(icon_name, title, sentence); button_row(*buttons) -> QHBoxLayout with the buttons at the right
Small signs (sign names are the keys of SIGNS)
  Chip(words, sign="plain", *, outlined=False)     .set(words, sign)
  ChipButton(words, sign="plain", *, outlined=True)    a chip that leads somewhere: clicked
  LevelChip(level_or_None, *, decided)             .set(level, decided=...)
  KindBadge("C" or "R"), StateBox(sign, name), MiniStage(done, name, total=7)
  Avatar(name, letters="", large=False)            .show_person(name, letters="")
  KeyCap(key), key_hint([keys], words), chip_row(*widgets) wraps
Choosing and place
  LevelCells(name, levels=1..12)   .chosen(int), .level(), .set_level(), .set_levels(), .set_in_view(levels)
  StageStrip()                     .opened(key), .set_parts([StagePart(key, words, StageState)], current)
Boxes
  Panel(part="panel", *, across=False, padding=16, spacing=12)   .box is its layout; rule(upright=False)
  Framed(view, ground="canvas")                    a list or table in a panel with round corners
  SectionHead(title, note="", icon_name="", *, rounded=False)    .title, .note, .add(widget) at the right
  RefusedBox(part="refused"|"notice")              .show_problem(words), .show_info(words, icon), .text(), .clear()
      hidden when empty; "refused" did not happen, "notice" needs attention, info is how things normally stand
  GapSplitter(name, (panel, width), ...)           panels with a gap between them that is dragged
  EmptyState(icon, sentence, action="", act=None)  .action is its button
  StatusBar()      .set_saved/.set_backup(words, late=)/.set_file/.set_work(words, stop)/.set_counts/.set_edition;
      backup_asked, stop_asked, keys_asked
  labelled(text, field, hint="") -> QWidget        label above, hint below, buddy and accessible name set
  retitle(made, field, text, hint)                 another label and hint for such a field
Fields
  TextBox()                                        plain text, as tall as its least height or the room left
  PassphraseField(name=...)                        .text(), .clear_words(), .show_words(bool)
  QueryLine(name, placeholder, key="/")            .asked(str), .text(), .set_text(), .set_count(words), .edit
  DayField()                                       .set_day(date); day_typed and day_needed of its module read it
  GrowingText(least=3, most=16)                    a text box as tall as its words
  TickLine(text, role="small")                     a QCheckBox whose words wrap; .words is its Paragraph
Lists
  DeskTable(name, model, *, strong=0, stretch=0, give_way=())    a QTableView; .fit_columns()
  row_list(name, model, paint_row, height)         a QListView drawn by paint_row(painter, rect, theme, row, selected)
Over the window
  DeskDialog(title, parent, *, note="", width=560) .body, .add_form(Ui_Form), .set_act(words, icon), .refuse(sentence)
  Veil(window), Toast(window, words, undo=None)
Drawing: the functions of `rpl_desk.ui.widgets.paint`, each (painter, rect, theme, what)
Layout: FlowLayout(parent, across=8, down=8), empty_layout(layout)
"""

from rpl_desk.ui.widgets.boxes import (
    EmptyState,
    Framed,
    Panel,
    RefusedBox,
    SectionHead,
    StatusBar,
    chip_row,
    labelled,
    retitle,
    rule,
)
from rpl_desk.ui.widgets.buttons import (
    CardButton,
    ChoiceButton,
    Segments,
    button,
    button_row,
    dress_button,
    icon_button,
    refuse,
)
from rpl_desk.ui.widgets.days import DayField
from rpl_desk.ui.widgets.fields import GrowingText, PassphraseField, QueryLine, TextBox, TickLine
from rpl_desk.ui.widgets.layouts import FlowLayout, empty_layout
from rpl_desk.ui.widgets.levels import LevelCells
from rpl_desk.ui.widgets.lists import CellDelegate, DeskTable, RowDelegate, row_list
from rpl_desk.ui.widgets.overlay import DeskDialog, Toast, Veil
from rpl_desk.ui.widgets.signs import SIGNS, Sign, Tone
from rpl_desk.ui.widgets.small import (
    Avatar,
    Chip,
    ChipButton,
    KeyCap,
    KindBadge,
    LevelChip,
    MiniStage,
    StateBox,
    key_hint,
)
from rpl_desk.ui.widgets.splitters import GapSplitter
from rpl_desk.ui.widgets.stages import StagePart, StageState, StageStrip
from rpl_desk.ui.widgets.text import (
    ElidedLabel,
    Heading,
    IconLabel,
    Paragraph,
    icon_spot,
    label,
    set_property,
    set_tone,
)

__all__ = [
    "SIGNS",
    "Avatar",
    "CardButton",
    "CellDelegate",
    "Chip",
    "ChipButton",
    "ChoiceButton",
    "DayField",
    "DeskDialog",
    "DeskTable",
    "ElidedLabel",
    "EmptyState",
    "FlowLayout",
    "Framed",
    "GapSplitter",
    "GrowingText",
    "Heading",
    "IconLabel",
    "KeyCap",
    "KindBadge",
    "LevelCells",
    "LevelChip",
    "MiniStage",
    "Panel",
    "Paragraph",
    "PassphraseField",
    "QueryLine",
    "RefusedBox",
    "RowDelegate",
    "SectionHead",
    "Segments",
    "Sign",
    "StagePart",
    "StageState",
    "StageStrip",
    "StateBox",
    "StatusBar",
    "TextBox",
    "TickLine",
    "Toast",
    "Tone",
    "Veil",
    "button",
    "button_row",
    "chip_row",
    "dress_button",
    "empty_layout",
    "icon_button",
    "icon_spot",
    "key_hint",
    "label",
    "labelled",
    "refuse",
    "retitle",
    "row_list",
    "rule",
    "set_property",
    "set_tone",
]
