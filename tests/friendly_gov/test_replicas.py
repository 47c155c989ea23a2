"""Which database is read: a replica for pages that may be a minute old, the primary for everything else.

`bin/two-machines` tries it with a streaming replica of PostgreSQL.
"""

from django.http import HttpResponse

from audit.models import Entry
from communes.models import Commune
from friendly_gov.replicas import PublicReads
from results.shared_pages import shared


def test_only_shared_pages_read_the_replica_and_nothing_writes_there(rf):
    router, read = PublicReads(), []

    @shared
    def page(request):
        read.append((router.db_for_read(Commune), router.db_for_write(Entry)))
        return HttpResponse("trang công khai")

    assert router.db_for_read(Commune) == "default"
    assert page(rf.get("/")).status_code == 200
    assert read == [("replica", "default")]
    assert router.db_for_read(Commune) == "default"
    assert [router.allow_migrate(name, "communes") for name in ("default", "replica")] == [True, False]


def test_after_a_shared_page_that_failed_the_primary_is_read_again(rf):
    @shared
    def page(request):
        raise LookupError

    try:
        page(rf.get("/"))
    except LookupError:
        assert PublicReads().db_for_read(Commune) == "default"
