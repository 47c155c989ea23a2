"""What a file may carry that its readers should know: macros, and what a PDF would do by itself. Hints, no verdicts."""

MACROS = "macros"
SCRIPT = "pdf_script"
LAUNCH = "pdf_launch"
EMBEDDED = "pdf_embedded"
LOCKED = "locked"
DAMAGED = "damaged"
HIDDEN_ARCHIVE = "hidden_archive"
