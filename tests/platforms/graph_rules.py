"""The closed lists of the Graph API that the contract server keeps to. Sources: graph_server.py."""

SCOPES = (
    "pages_manage_posts", "pages_read_engagement", "pages_show_list", "pages_manage_engagement",
    "pages_read_user_content", "read_insights", "publish_video", "instagram_basic",
    "instagram_content_publish", "instagram_manage_insights", "instagram_manage_contents",
)  # fmt: skip
LIVE_STATUSES = {
    "UNPUBLISHED", "LIVE_NOW", "SCHEDULED_UNPUBLISHED", "SCHEDULED_LIVE", "SCHEDULED_CANCELED",
}  # fmt: skip
COMMENT_FIELDS = {"id", "message", "created_time", "from", "attachment", "comment_count"}
POST_FIELDS = {
    "id", "message", "permalink_url", "created_time", "is_published", "from", "reactions",
    "comments", "shares",
}  # fmt: skip
LIVE_FIELDS = {
    "id", "status", "permalink_url", "secure_stream_url", "live_views", "ingest_streams",
    "reactions", "comments", "video", "title", "description",
}  # fmt: skip
# Impressions and their kin ended on 15 November 2025: asking for one is an error.
POST_METRICS = {"post_media_view": 1200, "post_total_media_view_unique": 900, "post_clicks": 31}
VIDEO_METRICS = {
    "total_video_views": 400, "total_video_views_unique": 310,
    "total_video_view_total_time": 5_400_000,
}  # fmt: skip
IG_METRICS = {"views": 700, "reach": 500, "likes": 41, "comments": 3, "saved": 2, "shares": 9}
