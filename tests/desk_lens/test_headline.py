"""The headline test reads a headline with the sexes exchanged."""

from sasando.desk.lens import Passage, Place, headline_test, read


def exchanged(headline: str, language: str = "id") -> tuple[str, bool]:
    findings = read([Passage(Place.HEADLINE, headline)], language=language)
    test = headline_test(headline, findings, language=language)
    return test.exchanged, test.passed


def test_a_headline_is_read_with_the_sexes_exchanged() -> None:
    assert exchanged("Caleg Cantik Ini Raih Suara Terbanyak") == (
        "Caleg Tampan Ini Raih Suara Terbanyak",
        False,
    )
    assert exchanged("EMAK-EMAK SERBU KANTOR KPU") == ("BAPAK-BAPAK SERBU KANTOR KPU", False)
    assert exchanged("Can She Be a Mother and a Mayor?", "en") == (
        "Can He Be a Father and a Mayor?",
        False,
    )


def test_there_may_be_nothing_to_exchange() -> None:
    assert exchanged("KPU Kota Kupang Tetapkan Daftar Pemilih") == ("", True)
    assert exchanged("Turnout Among Women Higher", "en") == ("Turnout Among Men Higher", True)
    assert exchanged("Emak-emak", "tet") == ("", True)


def test_findings_of_the_text_are_not_the_headlines() -> None:
    findings = read([Passage(Place.TEXT, "Kaum hawa datang pagi.")], language="id")
    assert headline_test("Pagi di TPS", findings, language="id").passed
