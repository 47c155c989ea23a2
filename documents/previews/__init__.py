"""Making files visible: thumbnails, Office files as PDF, text to search in; foreign programs on a short leash."""
