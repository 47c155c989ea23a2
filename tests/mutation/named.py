"""Changes that no test noticed once, and similar ones: each is a serious fault, and some test must always notice it.

The file, its code that occurs once, and the changed code.
"""

Change = tuple[str, str, str]

_POLICIES, _RULES, _PAPERS = "appraisal/policies/reviews.py", "appraisal/rules.py", "appraisal/papers.py"
_REVIEWS, _BREACHES = "appraisal/queries/reviews.py", "appraisal/queries/breaches.py"
_ITEMS = "evidence/services/items.py"
_LOCKED_DOSSIER = 'rows = SelfAssessment.with_set_aside.select_for_update(of=("self",), no_key=True)'

# A recused person asks nothing, reads no letter and gets no message; a review with an unsent letter is incomplete.
_LETTERS: tuple[Change, ...] = (
    (_POLICIES, "if review.assessment.inquiries.filter(state=Inquiry.State.COLLECTING).exists():", "if False:"),
    (_RULES, "        and not _is_barred(user, target)\n    )\n\n\ndef", "    )\n\n\ndef"),
    (_RULES, "Role.APPRAISER, Role.TEAM_LEAD) or _is_barred(user, target)", "Role.APPRAISER, Role.TEAM_LEAD)"),
    (_REVIEWS, "    if barred := barred_units(user):", "    if barred := ():"),
    (_REVIEWS, " and code not in barred_units(lead.person)", ""),
    (_REVIEWS, " or code in barred_units(deputy.person)", ""),
    (_REVIEWS, " or deputy.pk in besides", ""),
    ("appraisal/queries/visits.py", "    if barred := barred_units(user):", "    if barred := ():"),
    ("appraisal/notices.py", " if code not in barred_units(person)]", "]"),
)

# A recused person writes, chairs and signs no minutes, and is not listed as present.
_MINUTES: tuple[Change, ...] = (
    (_RULES, "(user, Role.APPRAISER) or _is_barred(user, target):", "(user, Role.APPRAISER):"),
    (_POLICIES, " or code in barred_units(member.person):\n            yield Problem", ":\n            yield Problem"),
    (_POLICIES, "if member.team_id != review.appraiser.team_id or code in", "if code in"),
    (_PAPERS, "for member in members if code in barred_units(member.person)}", "for member in members if False}"),
    (_PAPERS, "    chair = None if chair is None or chair.pk in recused else chair\n", ""),
    (_PAPERS, "m.part == _SECRETARY and m.pk not in recused", "m.part == _SECRETARY"),
    (_PAPERS, "for member in away if member.pk not in recused)", "for member in away)"),
    ("appraisal/queries/teams.py", "code not in barred_units(member.person)", "code"),
)

# Two people at once on one year, one dossier, one self-assessment.
_LOCKS: tuple[Change, ...] = (
    ("communes/services/locks.py", "Cycle.objects.select_for_update(no_key=True)", "Cycle.objects"),
    ("evidence/services/locks.py", _LOCKED_DOSSIER, "rows = SelfAssessment.with_set_aside"),
    (
        "scoring/services/locks.py",
        'SelfAssessment.objects.select_for_update(of=("self",), no_key=True)',
        "SelfAssessment.objects",
    ),
)

# The lead confirms, returns and resolves; one person decides on a breach.
_DECISIONS: tuple[Change, ...] = (
    (_RULES, "place is not None and has_role(user, *_RANKS[place.part])", "place is not None"),
    (_REVIEWS, "own if own and judge_among(members, code, besides=reviewers_of(review)) is own else None", "own"),
    (_RULES, "judge is own and has_role(user, *_RANKS[judge.part])", "judge is own"),
    (_RULES, "judge is own and has_role", "has_role"),
    (_RULES, " and target.registration.commune.code not in barred_units(user)", ""),
    (_RULES, "return has_role(user, Role.TEAM_LEAD) and target.registration", "return target.registration"),
    (_BREACHES, "judge if judge is not None and judge.person.is_active else None", "judge"),
    (_BREACHES, "return breaches.exclude(registration__commune__code__in=barred_units(user))", "return breaches"),
)

# The same content is only once in a set, and within a commune's quota.
_EVIDENCE: tuple[Change, ...] = (
    (
        _ITEMS,
        "refuse_if(twice_problems([other for other in standing if other.pk != item.pk]",
        "refuse_if(twice_problems([]",
    ),
    (_ITEMS, "refuse_if(twice_problems(standing_in(dossier.assessment, sha256), score, name=name))", "pass"),
    (_ITEMS, "yield from twice_problems(standing_in(assessment, incoming.sha256)", "yield from twice_problems([]"),
    (
        _ITEMS,
        "refuse_if(quota_problems(dossier.registration, name=item.file.name, size=size, sha256=sha256))",
        "pass",
    ),
)

NAMED = (*_LETTERS, *_MINUTES, *_LOCKS, *_DECISIONS, *_EVIDENCE)
