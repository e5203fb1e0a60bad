"""Who is quoted and shown, on a sample whose truth is known."""

from sasando.desk.lens import Balance, Count, balance_of


def quote(speaker: str, gender: str | None = None, role: str | None = None) -> dict[str, object]:
    return {"type": "quote", "text": "…", "speaker": speaker, "gender": gender, "role": role}


def image(*people: tuple[str | None, str | None]) -> dict[str, object]:
    return {"type": "image", "people": [{"gender": g, "role": r} for g, r in people]}


SAMPLE = {
    "body": [
        quote("Maria Bria", "female", "official"),
        quote("maria bria ", None, None),  # the same person again
        quote("Nus Manafe", "male", "expert"),
        quote("Ina Kore", "female", "expert"),
        quote("Seorang pedagang"),
        {"type": "paragraph", "spans": [{"text": "Maria dan Nus"}]},
        image(
            ("female", "speaks"), ("male", "works"), (None, "listens"), ("female", "accompanies")
        ),
        {"type": "image"},  # nobody was counted
    ],
    "episode": {
        "people": [
            {"role": "host", "gender": "female"},
            {"role": "guest", "gender": "male"},
            {"role": "guest"},
        ]
    },
}


def test_the_figures_of_one_item() -> None:
    balance = balance_of(SAMPLE)
    assert balance.speakers == Count(women=2, men=1, other=0, unstated=1)
    assert balance.experts == Count(women=1, men=1)
    assert balance.pictured == Count(women=2, men=1, unstated=1)
    assert balance.active == Count(women=1, men=1)
    assert balance.guests == Count(men=1, unstated=1)
    assert balance.speakers.share == 2 / 3
    assert balance.guests.share == 0
    assert balance.speakers.total == 4


def test_the_figures_of_many_items_add_up() -> None:
    two = balance_of(SAMPLE) + balance_of({"body": [quote("Ani", "female", "citizen")]})
    assert two.speakers == Count(women=3, men=1, unstated=1)
    assert two.experts == Count(women=1, men=1)


def test_nobody_has_no_share() -> None:
    assert balance_of({}) == Balance()
    assert balance_of({}).is_empty
    assert Count(unstated=3).share is None
