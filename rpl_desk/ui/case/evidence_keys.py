"""The keys of the evidence register, as its page acts on them; a recording has its own."""

from rpl_desk.ui.case.taking_back import UNDO_KEYS
from rpl_desk.ui.viewer.viewer import VIEWER_KEYS

EVIDENCE_KEYS = (
    ("Ctrl+O", "Add files"),
    ("Ctrl+T", "Write down an interview, observation or testimony"),
    ("Ctrl+S", "Hand out the original of the chosen item"),
    ("Enter  V", "Read the chosen item; Esc goes back to the register"),
    ("J K", "Next and previous item; Ctrl+Page Down and Up while reading"),
    ("R", "The item is read, or not read after all"),
    ("Y T X U", "Answer a test: yes, partly, no, unsure"),
    ("1 … 6", "Choose the test that is answered; N goes to its note"),
    ("[ ]", "Tests, entry, claims, file"),
    ("W", "Evidence map: which items bear on which criteria"),
    ("C", "Confirm whose work the item is"),
    ("P", "Put another file in the item's place"),
    ("E", "Files attached to an e-mail or a PDF, to be added as items"),
    ("O", "Open a copy of the item in its own program; it is marked as from outside, and logged"),
    ("L", "Keep files that were refused sealed"),
    ("F", "Check the fingerprints of all files"),
    ("S", "Order of the list"),
    ("M", "Marks made on earlier files: Ctrl+Enter confirms a place, A marks an area, T takes the times, L leaves it"),
    *UNDO_KEYS,
    *VIEWER_KEYS,
)
