"""The index of the search: one row per text, and the rows whose text changed since it was made."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchEntry(models.Model):
    """The words of one text, folded: of the row `key` of the source `kind` (`search.sources`).

    It says only where words stand. Who may see a row, and its present text, are read from the row itself.
    """

    kind = models.CharField(_("kind"), max_length=20)
    key = models.BigIntegerField(_("key"))
    words = models.TextField(_("folded words"))

    class Meta:
        verbose_name = _("entry of the search index")
        verbose_name_plural = _("entries of the search index")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="search_entry_once_a_row")]

    def __str__(self):
        return f"{self.kind} {self.key}"


class SearchChange(models.Model):
    """A row of a watched table that was added or changed; written by a trigger, deleted once it is indexed."""

    model = models.CharField(_("watched model"), max_length=80)
    row = models.BigIntegerField(_("row"))

    class Meta:
        verbose_name = _("change to be indexed")
        verbose_name_plural = _("changes to be indexed")

    def __str__(self):
        return f"{self.model} {self.row}"
