"""What an outlet of the kind WordPress is set up with."""

from sasando.plugins import Field

_YES_NO = ("no", "yes")
FIELDS: tuple[Field, ...] = (
    Field(name="url", label="Address of the site", help="https://berita.example"),
    Field(name="username", label="User name", help="Of an editor or author on that site."),
    Field(
        name="password",
        label="Application password",
        help="Made in WordPress under Users, Profile. Empty: a person posts it.",
        required=False,
        secret=True,
    ),
    Field(
        name="status",
        label="New posts are",
        help="publish: seen at once; draft or pending: an editor of the site publishes them.",
        default="publish",
        choices=("publish", "draft", "pending"),
    ),
    Field(
        name="categories",
        label="Categories",
        help="release = Pemilu, KPU; verdict = Cek Fakta; * = Berita. Left a kind, an audience,"
        " or the code of an election or place.",
        required=False,
    ),
    Field(
        name="create_terms",
        label="Make missing categories",
        help="yes or no.",
        default="no",
        choices=_YES_NO,
    ),
    Field(
        name="tags",
        label="Tags from elections and places",
        help="yes or no.",
        default="no",
        choices=_YES_NO,
    ),
    Field(
        name="picture",
        label="Featured image",
        help="picture: the first picture of the text, else the card; card; none.",
        default="picture",
        choices=("picture", "card", "none"),
    ),
    Field(
        name="withdrawal",
        label="On withdrawal",
        help="private, draft or trash: readers see it no more; notice: it says it was withdrawn.",
        default="private",
        choices=("private", "draft", "trash", "notice"),
    ),
)
