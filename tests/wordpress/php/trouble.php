<?php
// A must-use plug-in of the test's site: no mail leaves, and it makes the trouble a test asks for.
function wp_mail(): bool
{
    return true;
}

$trouble = trim((string) @file_get_contents(WP_CONTENT_DIR . '/trouble'));

if ($trouble === 'rest-disabled') { // as security plug-ins do it
    add_filter('rest_authentication_errors', fn ($found) => is_wp_error($found) ? $found : new WP_Error(
        'rest_disabled', 'The REST API is disabled on this site.', ['status' => 403]
    ), 200);
}
if ($trouble === 'passwords-off') {
    add_filter('wp_is_application_passwords_available', '__return_false');
}
if ($trouble === 'plain-permalinks') {
    add_filter('pre_option_permalink_structure', fn () => '');
}
if ($trouble === 'maintenance') {
    header('Content-Type: text/html');
    exit('<!doctype html><title>Sedang perawatan</title>');
}
