"""The methods of the Bot API that the house calls, their parameters, and the kinds of updates.

https://core.telegram.org/bots/api, version 10.2, read 2026-11.
"""

PARAMETERS = {
    "getMe": set(),
    "getWebhookInfo": set(),
    "getFile": {"file_id"},
    "answerCallbackQuery": {"callback_query_id", "text", "show_alert", "url", "cache_time"},
    "setWebhook": {
        "url", "certificate", "ip_address", "max_connections", "allowed_updates",
        "drop_pending_updates", "secret_token",
    },
    "sendMessage": {
        "chat_id", "message_thread_id", "text", "parse_mode", "entities", "link_preview_options",
        "disable_notification", "protect_content", "reply_parameters", "reply_markup",
    },
    "sendPhoto": {
        "chat_id", "message_thread_id", "photo", "caption", "parse_mode", "caption_entities",
        "disable_notification", "protect_content", "reply_parameters", "reply_markup",
    },
    "getChat": {"chat_id"},
    "getChatMember": {"chat_id", "user_id"},
    "editMessageText": {
        "chat_id", "message_id", "text", "parse_mode", "entities", "link_preview_options",
        "reply_markup",
    },
    "editMessageCaption": {
        "chat_id", "message_id", "caption", "parse_mode", "caption_entities",
        "show_caption_above_media", "reply_markup",
    },
    "editMessageMedia": {"chat_id", "message_id", "media", "reply_markup"},
    "deleteMessage": {"chat_id", "message_id"},
    "pinChatMessage": {"chat_id", "message_id", "disable_notification"},
    "unpinChatMessage": {"chat_id", "message_id"},
}  # fmt: skip
RIGHTS = ("can_post_messages", "can_edit_messages", "can_delete_messages")
KINDS = {
    "message", "edited_message", "channel_post", "edited_channel_post", "callback_query",
    "my_chat_member", "chat_member", "inline_query", "message_reaction",
}  # fmt: skip
