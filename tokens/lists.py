"""The administrators' list of tokens: its filter, its columns and its rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from documents.lists import ListColumn, ListFilter, OneOfFilter, WordsFilter
from kernel.text import search_key
from tokens.models import Token
from tokens.queries import in_force, tokens_visible_to

IN_FORCE, ENDED = "in_force", "ended"


class TokenFilter(ListFilter):
    """The filter and the order of the list."""

    sorts = {
        "-created": "created_at",
        "created": "created_at",
        "owner": "owner__name_key",
        "expires": "expires_at",
        "used": "last_used_at",
    }

    q = WordsFilter(label=gettext_lazy("Owner contains"), method="by_owner")
    state = OneOfFilter(
        label=gettext_lazy("State"),
        choices=[(IN_FORCE, gettext_lazy("in force")), (ENDED, gettext_lazy("ended"))],
        method="by_state",
    )

    def by_owner(self, tokens: QuerySet, _name: str, words: str) -> QuerySet:
        return tokens.filter(owner__search_key__contains=search_key(words))

    def by_state(self, tokens: QuerySet, _name: str, state: str) -> QuerySet:
        kept = in_force(Token.objects.all(), now=self.facts["now"]).values("pk")
        return tokens.filter(pk__in=kept) if state == IN_FORCE else tokens.exclude(pk__in=kept)


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One line of a list of tokens."""

    pk: int
    name: str
    start: str
    owner: str
    scopes: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    state: str
    state_label: str


TOKEN_COLUMNS = (
    ListColumn(gettext_lazy("Name"), "name", lambda row: row.name, width=30),
    ListColumn(gettext_lazy("Owner"), "owner", lambda row: row.owner, width=26, sort="owner"),
    ListColumn(gettext_lazy("It may read"), "scopes", lambda row: row.scopes, width=40),
    ListColumn(gettext_lazy("Created"), "created_at", lambda row: row.created_at, width=18, sort="created"),
    ListColumn(gettext_lazy("Valid until"), "expires_at", lambda row: row.expires_at, width=18, sort="expires"),
    ListColumn(gettext_lazy("Last used"), "last_used_at", lambda row: row.last_used_at, width=18, sort="used"),
    ListColumn(gettext_lazy("State"), "state", lambda row: row.state_label),
)


def token_list(query: Mapping[str, str], user: User, *, now: datetime) -> TokenFilter:
    """The tokens that this person sees, filtered and ordered as the URL says."""
    return TokenFilter(query, tokens_visible_to(user), now=now)


def token_rows(tokens: Iterable[Token], *, now: datetime) -> list[TokenRow]:
    """The rows of tokens; what they may read in the scopes' own names, which programs use too."""
    return [
        TokenRow(
            pk=token.pk,
            name=token.name,
            start=token.start,
            owner=token.owner.full_name,
            scopes=", ".join(token.scopes),
            created_at=token.created_at,
            expires_at=token.expires_at,
            last_used_at=token.last_used_at,
            **_state(token, now),
        )
        for token in tokens
    ]


def _state(token: Token, now: datetime) -> dict[str, str]:
    if token.revoked_at is not None:
        return {"state": ENDED, "state_label": _("revoked")}
    if token.expires_at <= now:
        return {"state": ENDED, "state_label": _("expired")}
    if not token.owner.is_active or token.owner_signed_out != token.owner.times_signed_out:
        return {"state": ENDED, "state_label": _("ended with the owner's sessions")}
    return {"state": IN_FORCE, "state_label": _("in force")}
