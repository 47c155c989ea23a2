"""What this app registers with the layers below it (decision 0050)."""

from accounts.secrets import encrypted_columns

encrypted_columns.add(("webhooks.Endpoint", "secret"))
