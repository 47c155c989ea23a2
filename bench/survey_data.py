"""Surveys for the benchmark, in the database that DATABASE_URL names.

python -m bench.survey_data begin | fill NUMBER | reconcile; each prints JSON.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

import bench.ready  # noqa: F401 (before any model)
from accounts.models import User
from bench import YEAR
from communes.models import Commune, Cycle
from surveys.counting import kept_counts, recounted
from surveys.models import AnswerCount, QuestionnaireVersion, Survey
from surveys.services import create_survey, load_questionnaires, make_codes, open_survey

CODES = 1000
_QUESTIONNAIRES = Path(__file__).resolve().parent.parent / "surveys" / "data" / "questionnaires.json"

# Answers of every month so far; four of five by the open link, the others with a code.
_RESPONSES = """
INSERT INTO surveys_response (survey_id, channel, received_at, language, answers_digest)
SELECT %(survey)s, CASE WHEN i %% 5 = 0 THEN 'code' ELSE 'open_link' END,
       make_timestamptz(%(year)s, 1 + i %% 11, 1 + i %% 27, 8, 0, 0), 'vi', ''
FROM generate_series(1, %(count)s) i
"""
_ANSWERS = """
INSERT INTO surveys_answer (response_id, question_id, value, choice_id, text)
SELECT r.id, q.id, CASE WHEN q.kind = 'likert5' THEN 1 + (r.id * 7 + q.id * 3) %% 5 END, c.id, ''
FROM surveys_response r
JOIN surveys_question q ON q.version_id = %(version)s AND q.kind <> 'short_text'
LEFT JOIN surveys_choice c ON c.question_id = q.id
      AND c.position = 1 + (r.id + q.id) %%
          NULLIF((SELECT COUNT(*) FROM surveys_choice o WHERE o.question_id = q.id), 0)
WHERE r.survey_id = %(survey)s AND r.id > %(after)s
"""


def main(what: str, *arguments: str) -> None:
    done = {"begin": begin, "fill": fill, "reconcile": reconcile}[what](*map(int, arguments))
    json.dump(done, sys.stdout)


def begin() -> dict:
    """A survey to fill, and one to answer with one-time codes, both of one commune."""
    now = timezone.now()
    load_questionnaires(json.loads(_QUESTIONNAIRES.read_text()), now=now)
    by = User.objects.get(email="commune_editor@bench.invalid")
    commune = Commune.objects.get(code=by.memberships.get().unit_code)
    filled, answered = (_opened(commune, criterion, by, now) for criterion in ("II.7.1", "II.7.2"))
    _batch, codes = make_codes(survey=answered, size=CODES, by=by, now=now)
    return {"code": commune.code, "filled": filled.slug, "answered": answered.slug, "codes": codes}


def _opened(commune: Commune, criterion: str, by: User, now) -> Survey:
    version = QuestionnaireVersion.objects.get(questionnaire__criterion_code=criterion, published_at__isnull=False)
    facts = {"purpose": "Hài lòng của người dân", "place_kind": Survey.PlaceKind.ONLINE, "place_name": ""}
    survey = create_survey(
        commune=commune, cycle=Cycle.objects.get(year=YEAR), version=version, **facts, by=by, now=now
    )
    return open_survey(survey=survey, by=by, now=now)


def fill(count: int) -> dict:
    """Add that many responses to the first survey by SQL, and count them."""
    survey = Survey.objects.order_by("pk")[0]
    facts = {"survey": survey.pk, "version": survey.version_id, "count": count, "year": YEAR}
    facts["after"] = survey.responses.order_by("-pk").values_list("pk", flat=True).first() or 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger for each row
        cursor.execute(_RESPONSES, facts)
        cursor.execute(_ANSWERS, facts)
    _count(survey)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"responses": survey.responses.count()}


def _count(survey: Survey) -> None:
    """The counts of these answers, in every shard, as so many answers leave them."""
    survey.counts.all().delete()
    rows = []
    for (channel, month, number, option), count in recounted(survey).items():
        part, rest = divmod(count, AnswerCount.SHARDS)
        for shard in range(AnswerCount.SHARDS):
            facts = {"channel": channel, "month": month, "question_number": number, "option": option}
            rows.append(AnswerCount(survey=survey, **facts, shard=shard, responses=part + (rest if not shard else 0)))
    AnswerCount.objects.bulk_create(rows)


def reconcile() -> dict:
    """What the second survey has stored: responses, codes used, and whether its counts agree with its answers."""
    survey = Survey.objects.order_by("pk")[1]
    kept = kept_counts(survey)
    answers = Counter(survey.responses.values_list("answers__question", flat=True))
    return {
        "responses": survey.responses.count(),
        "codes": survey.batches.get().codes.exclude(used_at=None).count(),
        "counts": sum(count for key, count in kept.items() if key[2:] == (0, 0)),
        "agree": kept == recounted(survey),
        "answers": sum(answers.values()),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
