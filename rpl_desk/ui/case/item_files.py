"""The file of one evidence item: its fingerprint, where the same bytes stand too, and the files it had before."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rpl_desk.domain.evidence import HOLDER_TYPES, MAIL_TYPES, EvidenceRow, EvidenceVersionRow
from rpl_desk.domain.fingerprints import whole_fingerprint
from rpl_desk.domain.preview import Outline
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import ChipButton, Panel, Paragraph, button, chip_row, empty_layout, label


def size_words(size: int) -> str:
    """Return a size as people say it: 1,024 bytes to a kB."""
    return (
        f"{size} bytes" if size < 1024 else f"{size / 1024:.0f} kB" if size < 1 << 20 else f"{size / (1 << 20):.1f} MB"
    )


def has_attachments(row: EvidenceRow) -> bool:
    """Tell whether files may be attached to an item: whether it is an e-mail or a PDF that may be opened."""
    return row.media_type in HOLDER_TYPES and not row.kept_sealed


def may_hold_unseen(row: EvidenceRow) -> bool:
    """Tell whether attached files are asked after before an item is open: of an e-mail, which usually has some."""
    return row.media_type in MAIL_TYPES


class ItemFiles(QWidget):
    """hand_out_asked, elsewhere_asked, replace_asked, attached_asked: of the item's present file.

    The others: of an earlier file, or another place.
    """

    hand_out_asked = Signal()
    elsewhere_asked = Signal()
    replace_asked = Signal()
    attached_asked = Signal()
    read_asked = Signal(object)
    hand_out_earlier = Signal(object)
    place_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(SPACE["l"], SPACE["m"], SPACE["l"], SPACE["l"])
        column.setSpacing(SPACE["m"])
        outer.addWidget(scrolled(inner))
        self.facts = Paragraph("", "small")
        self.sha256 = Paragraph("", "small", tone="second")
        self.sha256.setAccessibleName("Fingerprint, SHA-256")
        column.addWidget(self.facts)
        column.addWidget(self.sha256)
        self.out = button("Hand out the original", icon_name="download", size="small")
        self.out.setToolTip("Ctrl+S")
        self.out.clicked.connect(self.hand_out_asked)
        self.elsewhere = button("Open in its own program", icon_name="package-open", size="small")
        self.elsewhere.setToolTip("Key O")
        self.elsewhere.clicked.connect(self.elsewhere_asked)
        self.replace = button("Replace the file", icon_name="upload", size="small")
        self.replace.setToolTip("Key P")
        self.replace.clicked.connect(self.replace_asked)
        self.attached = button("Attached files", icon_name="paperclip", size="small")
        self.attached.setToolTip("Key E")
        self.attached.clicked.connect(self.attached_asked)
        column.addWidget(chip_row(self.out, self.elsewhere, self.replace, self.attached))
        self.doubled = QVBoxLayout()
        self.doubled.setSpacing(SPACE["s"])
        column.addLayout(self.doubled)
        self.earlier = QVBoxLayout()
        self.earlier.setSpacing(SPACE["s"])
        column.addLayout(self.earlier)
        column.addStretch(1)
        self._shown: object = None

    def show_file(
        self,
        row: EvidenceRow | None,
        *,
        outline: Outline | None,
        places: Sequence[str],
        versions: Sequence[EvidenceVersionRow],
        names: Mapping[int, str],
        may_replace: bool,
    ) -> None:
        """Show what is known.

        outline: of the file once it is open. places: where the same bytes stand too. names: of people by id.
        """
        pages = len(outline.pages) if outline is not None and outline.pages else None
        attached = len(outline.attachments) if outline is not None else 0
        shown = (row, pages, attached, tuple(places), tuple(versions), may_replace)
        if shown == self._shown:  # what is the same keeps its buttons and the keyboard
            return
        self._shown = shown
        for made in (self.out, self.elsewhere, self.replace):
            made.setEnabled(row is not None)
        self.elsewhere.setVisible(row is None or not row.kept_sealed)
        self.replace.setVisible(may_replace)
        self.attached.setText(f"Attached files: {attached}" if attached else "Attached files")
        self.attached.setVisible(row is not None and has_attachments(row) and (bool(attached) or may_hold_unseen(row)))
        empty_layout(self.doubled)
        empty_layout(self.earlier)
        if row is None:
            self.facts.setText("")
            self.sha256.setText("")
            return
        paged = [] if pages is None else [f"{pages} page{'' if pages == 1 else 's'}"]
        sealed = f"\nKept sealed, never opened here: {row.kept_sealed}" if row.kept_sealed else ""
        self.facts.setText(
            "\n".join((row.file_name, ", ".join([row.media_type, size_words(row.size), *paged]))) + sealed
        )
        self.sha256.setText(f"SHA-256\n{whole_fingerprint(row.sha256)}")
        if places:
            self.doubled.addWidget(label("The same file stands here too", "smallstrong", wrap=True))
            for place in places:
                there = ChipButton(place)
                there.setAccessibleDescription("Opens that place")
                there.clicked.connect(partial(self.place_asked.emit, place))
                self.doubled.addWidget(there, 0, Qt.AlignmentFlag.AlignLeft)
        if versions:
            count = len(versions)
            self.earlier.addWidget(label(f"{count} earlier file{'' if count == 1 else 's'}, kept", "smallstrong"))
        for version in reversed(versions):
            self.earlier.addWidget(self._version(row, version, names))

    def _version(self, row: EvidenceRow, version: EvidenceVersionRow, names: Mapping[int, str]) -> Panel:
        panel = Panel(padding=SPACE["m"], spacing=SPACE["s"])
        when = as_text(version.replaced_at)
        panel.box.addWidget(label(version.file_name, "smallstrong", wrap=True))
        panel.box.addWidget(
            Paragraph(
                f"Replaced {when} by {names.get(version.person_id, 'somebody')}: {version.reason}\n"
                f"{version.media_type}, {size_words(version.size)}",
                "small",
            )
        )
        panel.box.addWidget(Paragraph(f"SHA-256 {whole_fingerprint(version.sha256)}", "caption"))
        read = button("Read it", icon_name="eye", size="small")
        read.setAccessibleName(f"Read the file of {row.key} that was replaced {when}")
        read.clicked.connect(partial(self.read_asked.emit, version))
        out = button("Hand it out", icon_name="download", size="small")
        out.setAccessibleName(f"Hand out the file of {row.key} that was replaced {when}")
        out.clicked.connect(partial(self.hand_out_earlier.emit, version))
        panel.box.addWidget(chip_row(read, out))
        return panel
