"""The reference says what the rules say."""

from tests.retention.describe_retention import PAGE, page


def test_the_page_is_current() -> None:
    assert PAGE.read_text() == page()
