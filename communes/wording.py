"""The words of this floor's problems and verbs."""

from django.utils.translation import gettext_lazy as _

from kernel.wording import word_problems, word_verbs

word_problems(
    {
        "commune_incomplete": _("Row %(where)s: a unit needs its official code and its name."),
        "commune_code_twice": _("Row %(where)s: the code %(code)s stands twice."),
        "commune_kind_unknown": _("Row %(where)s: “%(kind)s” is not a kind of unit."),
    }
)

word_verbs({"communes.load_communes": _("loaded %(count)s units")})
