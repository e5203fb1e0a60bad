"""Signing keys: files that only their owner reads, and a history that is never lost."""

import stat
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from typer.testing import CliRunner

from sasando.cli import app, load_commands
from sasando.parties.actions import make_signing_key, rotate_signing_key, signing_key_of
from sasando.parties.exceptions import (
    SigningKeyExists,
    SigningKeyExposed,
    SigningKeyMissing,
    SigningKeyUnreadable,
)
from sasando.parties.models import PublicSigningKey
from tests.parties.conftest import NOW


def test_a_key_is_a_file_of_its_owner_and_signs(commission, keys):
    row = make_signing_key(organisation=commission, at=NOW)

    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert stat.S_IMODE(row.path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(row.path.stat().st_mode) == 0o600
    signature = signing_key_of(commission).sign(b"isi")
    assert row.key.verify(b"isi", signature)


def test_a_second_key_is_a_rotation_never_a_new_beginning(commission):
    row = make_signing_key(organisation=commission, at=NOW)
    with pytest.raises(SigningKeyExists, match=row.key_id):
        make_signing_key(organisation=commission, at=NOW)


def test_rotation_keeps_what_the_old_key_signed(commission):
    old = make_signing_key(organisation=commission, at=NOW)
    signature = signing_key_of(commission).sign(b"rilis")

    new = rotate_signing_key(
        organisation=commission, at=NOW + timedelta(days=90), reason="Pergantian tahunan"
    )

    history = PublicSigningKey.objects.of(commission)
    assert [key.key_id for key in history] == [new.key_id, old.key_id]
    retired = history[1]
    assert (retired.retired_at, retired.retired_reason) == (new.created_at, "Pergantian tahunan")
    assert retired.key.verify(b"rilis", signature)
    assert signing_key_of(commission).key_id == new.key_id


def test_nothing_to_rotate(commission):
    with pytest.raises(SigningKeyMissing, match="sasando init"):
        rotate_signing_key(organisation=commission, at=NOW, reason="-")


def test_the_database_holds_one_current_key_an_organisation(commission):
    make_signing_key(organisation=commission, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicSigningKey.objects.create(
            organisation=commission, key_id="0" * 16, public="A" * 43, created_at=NOW
        )


def test_every_way_a_key_fails_says_what_to_do(commission, newsroom):
    with pytest.raises(SigningKeyMissing, match="sasando init"):
        signing_key_of(commission)

    row = make_signing_key(organisation=commission, at=NOW)
    row.path.chmod(0o640)
    with pytest.raises(SigningKeyExposed, match="chmod 600"):
        signing_key_of(commission)

    row.path.chmod(0o600)
    pem = row.path.read_bytes()
    row.path.write_bytes(b"not a key")
    with pytest.raises(SigningKeyUnreadable, match="backup"):
        signing_key_of(commission)

    other = make_signing_key(organisation=newsroom, at=NOW)
    row.path.write_bytes(other.path.read_bytes())
    with pytest.raises(SigningKeyUnreadable, match=other.key_id):
        signing_key_of(commission)

    row.path.write_bytes(pem)
    assert signing_key_of(commission).key_id == row.key_id
    row.path.unlink()
    with pytest.raises(SigningKeyMissing, match="Restore the file"):
        signing_key_of(commission)


def test_rotating_from_the_command_line(commission):
    load_commands()
    old = make_signing_key(organisation=commission, at=NOW)

    def run(*arguments):
        return CliRunner().invoke(app, ["rotate", *arguments])

    assert run("kpu-kota-kupang").exit_code == 2  # no reason given
    assert run("tidak-ada", "--reason", "x").exit_code == 2
    done = run("kpu-kota-kupang", "--reason", "Laptop hilang")
    assert done.exit_code == 0
    assert signing_key_of(commission).key_id in done.output
    old.refresh_from_db()
    assert old.retired_reason == "Laptop hilang"
