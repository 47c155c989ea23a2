"""Previews of files: thumbnails, Office files as PDF, text for searching; foreign programs run in the sandbox."""
