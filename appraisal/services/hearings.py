"""The documents of a breach, and the commune's answer to it before the lead decides [S4, S8]."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from appraisal import notices, policies
from appraisal.models import Breach, BreachAnswer, BreachAnswerFile, BreachDocument, BreachTerms
from appraisal.services.breaches import locked_breach
from audit.services import record
from communes.models import Cycle
from communes.services.locks import lock_cycle
from documents.models import StoredFile
from kernel.refusals import refuse_if


@transaction.atomic
def answer_breach(
    *, breach: Breach, text: str, by: User, now: datetime, files: Iterable[StoredFile] = ()
) -> BreachAnswer:
    """Submit the commune's statement on a proposed breach, once [S8].

    Raises:
        Refused: it is already decided, already answered, the days are over, or the text is empty.
    """
    breach = locked_breach(breach)
    refuse_if(policies.answering_problems(breach, text=text, now=now))
    answer = BreachAnswer(breach=breach, text=text.strip(), answered_at=now, answered_by=by)
    answer.full_clean(exclude=["breach"])
    answer.save()
    BreachAnswerFile.objects.bulk_create(BreachAnswerFile(answer=answer, file=file) for file in files)
    label = str(breach.registration)
    record("appraisal.answer_breach", by=by, now=now, on=breach, label=label, files=answer.files.count())
    notices.breach_answered(breach, now=now)
    return answer


@transaction.atomic
def add_breach_documents(
    *, breach: Breach, files: Iterable[StoredFile], shared: bool, by: User, now: datetime
) -> list[BreachDocument]:
    """Add documents to a breach.

    Raises:
        Refused: the breach was dismissed.
    """
    breach = locked_breach(breach)
    refuse_if(policies.breach_documents_problems(breach))
    facts = {"breach": breach, "is_shared": shared, "added_at": now, "added_by": by}
    added = BreachDocument.objects.bulk_create([BreachDocument(file=file, **facts) for file in files])
    label, names = str(breach.registration), ", ".join(document.file.name for document in added)
    record("appraisal.add_breach_documents", by=by, now=now, on=breach, label=label, names=names)
    return added


@transaction.atomic
def share_breach_document(*, document: BreachDocument, shared: bool, by: User, now: datetime) -> BreachDocument:
    """Share a document of a breach with the commune, or stop sharing it; repeating it changes nothing.

    Raises:
        Refused: the breach was dismissed.
    """
    breach = locked_breach(document.breach)
    refuse_if(policies.breach_documents_problems(breach))
    document = BreachDocument.objects.select_related("file").get(pk=document.pk)
    if document.is_shared == shared:
        return document
    document.is_shared = shared
    document.save(update_fields=["is_shared"])
    verb = "share_breach_document" if shared else "unshare_breach_document"
    record(f"appraisal.{verb}", by=by, now=now, on=breach, label=str(breach.registration), name=document.file.name)
    return document


@transaction.atomic
def set_breach_terms(*, cycle: Cycle, answer_days: int, by: User, now: datetime) -> BreachTerms:
    """Set the number of whole days communes have to answer breaches proposed from now on.

    Raises:
        ValidationError: the number of days is not between 1 and 30.
    """
    lock_cycle(cycle.pk)
    terms = BreachTerms.objects.filter(cycle=cycle).first() or BreachTerms(cycle=cycle)
    terms.answer_days = answer_days
    terms.full_clean()
    terms.save()
    record("appraisal.set_breach_terms", by=by, now=now, on=cycle, days=answer_days)
    return terms
