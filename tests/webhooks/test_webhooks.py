"""Webhooks: what is public is announced, signed, tried until it is accepted, and never sent into an inner network."""

import base64
import hashlib
import hmac
import json
import socket
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from accounts.secrets import decrypt
from audit.models import Entry
from kernel import clock
from kernel.refusals import Refused
from tests.factories.accounts import administrator
from tests.factories.webhooks import DeliveryFactory, EndpointFactory
from webhooks import services
from webhooks.addresses import is_outer
from webhooks.lists import delivery_rows
from webhooks.models import Delivery, Endpoint
from webhooks.policies import endpoint_problems, removing_problems, resending_problems
from webhooks.services.deliveries import PAUSES

pytestmark = pytest.mark.django_db


def added(receiver) -> tuple[Endpoint, str]:
    return services.add_endpoint(url=receiver.url, by=administrator(), now=clock.now())


def test_a_message_is_signed_by_the_standard_and_delivered_once(receiver):
    endpoint, secret = added(receiver)
    now = clock.now()

    event = services.announce("results.published", {"year": 2026, "name": "Hải Phòng"}, now=now)
    services.deliver_due(now=now)

    [(headers, body)] = receiver.came
    assert headers["webhook-id"] == f"msg_{event.public_id.hex}"
    assert headers["webhook-timestamp"] == str(int(now.timestamp()))
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mac}"
    assert json.loads(body) == {
        "type": "results.published",
        "timestamp": now.isoformat(),
        "data": {"year": 2026, "name": "Hải Phòng"},
    }
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries, delivery.last_status) == ("delivered", 1, 204)
    assert secret not in endpoint.secret
    assert decrypt(endpoint.secret) == secret


def test_what_is_not_accepted_is_tried_again_with_growing_pauses_and_then_given_up(receiver):
    added(receiver)
    receiver.statuses = [500, 302, *[503] * (len(PAUSES) - 1)]
    now = clock.now()
    services.announce("results.published", {"year": 2026}, now=now)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries, delivery.last_status) == ("waiting", 1, 500)
    for pause in PAUSES:
        assert services.deliver_due(now=now + pause - timedelta(seconds=1)) == (0, 0)
        now += pause
        services.deliver_due(now=now)
    delivery.refresh_from_db()

    # A redirect is a refusal: nothing came twice.
    assert len(receiver.came) == len(PAUSES) + 1
    assert (delivery.state, delivery.tries, delivery.last_status) == ("failed", len(PAUSES) + 1, 503)

    services.send_again(delivery=delivery, by=administrator(), now=now)
    services.deliver_due(now=now)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == ("delivered", 1)
    assert len({headers["webhook-id"] for headers, _body in receiver.came}) == 1
    assert Entry.objects.filter(verb="webhooks.send_again").exists()


def test_a_receiver_that_is_gone_is_not_asked_again_and_a_removed_one_is_notified_nothing(receiver):
    endpoint, _secret = added(receiver)
    receiver.statuses = [410]
    services.announce("results.published", {"year": 2026}, now=clock.now())
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.last_status) == ("failed", 410)

    services.remove_endpoint(endpoint=endpoint, by=administrator(), now=clock.now())

    event = services.announce("results.published", {"year": 2026}, now=clock.now())
    assert not event.deliveries.exists()
    assert Endpoint.objects.get().secret == ""
    with pytest.raises(Refused):
        services.send_again(delivery=delivery, by=administrator(), now=clock.now())
    with pytest.raises(Refused):
        services.remove_endpoint(endpoint=endpoint, by=administrator(), now=clock.now())
    assert len(receiver.came) == 1


def test_a_certificate_of_another_name_is_not_trusted(receiver):
    EndpointFactory(url=receiver.url.replace("localhost", "127.0.0.1"))

    services.announce("results.published", {"year": 2026}, now=clock.now())

    assert Delivery.objects.get().last_error.startswith("TLS: CERTIFICATE_VERIFY_FAILED")
    assert receiver.came == []


@pytest.mark.parametrize(
    ("address", "outer"),
    [
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::1", False),
        ("1.1.1.1", True),
        ("2606:4700:4700::1111", True),
    ],
)
def test_only_public_addresses_are_outer(address, outer):
    assert is_outer(address) is outer


def test_nothing_is_sent_to_an_inner_address_also_where_the_name_leads_there_later(receiver, settings):
    added(receiver)
    settings.WEBHOOK_INNER_ADDRESSES = ()

    services.announce("results.published", {"year": 2026}, now=clock.now())

    assert receiver.came == []
    delivery = Delivery.objects.get()
    assert delivery.last_error == "the host leads to an address that is not public"
    with override("vi"):
        assert "không công khai" in delivery_rows([delivery])[0].answer


def test_the_portal_connects_to_listed_hosts_alone(receiver, settings):
    added(receiver)
    settings.WEBHOOK_HOSTS = [".example.vn"]

    services.announce("results.published", {"year": 2026}, now=clock.now())

    assert (receiver.came, Delivery.objects.get().last_error) == ([], "the host is not among WEBHOOK_HOSTS")
    for url, code in (("https://example.vn.test/", "webhook_host_unlisted"), ("https://a.example.vn/", "")):
        assert {problem.code for problem in endpoint_problems(url)} - {"webhook_host_unknown"} == {code} - {""}


def test_the_checked_address_is_the_one_connected_to(receiver, monkeypatch):
    """A name that leads elsewhere at its second look-up gains nothing: there is none."""
    looked_up = []
    own = socket.getaddrinfo

    def look_up(host, *args, **options):
        if host == "localhost":
            looked_up.append(host)
        return own(host, *args, **options)

    EndpointFactory(url=receiver.url)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)

    services.announce("results.published", {"year": 2026}, now=clock.now())

    assert (len(receiver.came), looked_up) == (1, ["localhost"])


def test_an_administrator_registers_reads_and_removes_addresses(client, receiver, django_assert_max_num_queries):
    client.force_login(administrator())
    page = reverse("webhooks:endpoints")
    for typed, words in (
        ("http://example.org/hook", "https://"),
        ("https://127.0.0.2/hook", "mạng nội bộ"),
        ("https://user:secret@localhost/hook", "mật khẩu"),
        ("https://[::1", "hợp lệ"),
        ("https://localhost:99999/hook", "65535"),
    ):
        answer = client.post(page, {"url": typed})
        assert (answer.status_code, words in answer.text, typed in answer.text) == (422, True, True), typed
    answer = client.post(page, {"url": receiver.url})
    secret = decrypt(Endpoint.objects.get().secret)
    assert secret in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    assert secret not in client.get(page).text
    assert client.post(page, {"url": receiver.url}).status_code == 422

    receiver.statuses = [410, 410, 410]
    for year in (2024, 2025, 2026):
        services.announce("results.published", {"year": year}, now=clock.now())
    with django_assert_max_num_queries(12):
        text = client.get(reverse("webhooks:deliveries")).text
    assert text.count("HTTP 410") == 3
    assert "HTTP 410" in client.get(reverse("webhooks:deliveries"), {"as": "csv"}).content.decode()
    assert "HTTP 410" not in client.get(reverse("webhooks:deliveries"), {"state": "delivered"}).text
    delivery = Delivery.objects.first()
    client.post(reverse("webhooks:send_again", args=[delivery.pk]))
    delivery.refresh_from_db()
    assert delivery.state == "delivered"
    client.post(reverse("webhooks:remove", args=[delivery.endpoint_id]))
    assert Endpoint.objects.get().removed_at is not None
    assert {"webhooks.add_endpoint", "webhooks.remove_endpoint"} < set(Entry.objects.values_list("verb", flat=True))


@pytest.mark.parametrize(("url", "expected"), [
    ("https://1.1.1.1/hook", []),
    ("https://1.1.1.1:1/hook", []),
    ("http://1.1.1.1/hook", ["webhook_not_https"]),
    ("https:///hook", ["webhook_not_https"]),
    ("https://1.1.1.1:0/hook", ["webhook_bad_port"]),
    ("https://1.1.1.1:65536/hook", ["webhook_bad_port"]),
    ("https://user@1.1.1.1/hook", ["webhook_with_password"]),
    ("https://:word@1.1.1.1/hook", ["webhook_with_password"]),
    ("https://1.1.1.1/hook#part", ["webhook_with_password"]),
    ("https://10.1.2.3/hook", ["webhook_inner_address"]),
    ("https://nobody/hook", ["webhook_host_unknown"]),
    ("https://1.1.1.1/known", ["webhook_known"]),
    ("https://1.1.1.1/removed", []),
])  # fmt: skip
def test_an_address_is_public_plain_and_registered_once(url, expected, monkeypatch):
    own = socket.getaddrinfo

    def look_up(host, port, **options):
        ports.append(port)
        if host == "nobody":
            raise socket.gaierror
        return own(host, port, **options)

    ports: list[int] = []
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    by = administrator()
    EndpointFactory(url="https://1.1.1.1/known")
    EndpointFactory(url="https://1.1.1.1/removed", removed_at=clock.now(), removed_by=by, secret="")

    assert [problem.code for problem in endpoint_problems(url)] == expected
    assert ports in ([], [1 if ":1/" in url else 443])


@pytest.mark.parametrize(("state", "is_removed", "expected"), [
    ("failed", False, []),
    ("waiting", False, ["webhook_waiting"]),
    ("failed", True, ["webhook_removed"]),
])  # fmt: skip
def test_what_was_given_up_is_sent_again_to_an_address_that_stands(state, is_removed, expected):
    endpoint = Endpoint(removed_at=clock.now() if is_removed else None)
    assert [one.code for one in resending_problems(Delivery(state=state, endpoint=endpoint))] == expected
    assert [one.code for one in removing_problems(endpoint)] == ["webhook_removed"] * is_removed


def test_the_sweep_takes_what_a_worker_missed_and_the_key_can_be_changed(receiver, settings):
    added(receiver)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": ["webhooks"]}}
    services.announce("results.published", {"year": 2026}, now=clock.now())
    assert receiver.came == []
    before = Endpoint.objects.get().secret

    call_command("reencrypt_secrets")
    call_command("deliver_webhooks")

    assert Endpoint.objects.get().secret != before
    assert len(receiver.came) == 1


def test_the_database_holds_an_address_once_and_only_https():
    endpoint = EndpointFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        EndpointFactory(url=endpoint.url)
    with pytest.raises(IntegrityError), transaction.atomic():
        EndpointFactory(url="http://example.org/")
    delivery = DeliveryFactory(endpoint=endpoint)
    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryFactory(endpoint=endpoint, event=delivery.event)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.update(state="waiting")


def test_an_act_that_is_undone_announces_nothing(settings):
    EndpointFactory()
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["webhooks"]}}
    with transaction.atomic():
        services.announce("results.published", {"year": 2026}, now=clock.now())
        assert DBTaskResult.objects.count() == 1
        transaction.set_rollback(True)

    assert not Delivery.objects.exists()
    assert not DBTaskResult.objects.exists()
