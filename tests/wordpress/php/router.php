<?php
// Every request of PHP's built-in server: files of the library as they are, the rest is WordPress.
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$file = realpath(getenv('SITE_CONTENT') . '/' . preg_replace('#^/wp-content/#', '', $path));
if (str_starts_with($path, '/wp-content/uploads/') && $file !== false) {
    header('Content-Type: ' . mime_content_type($file));
    readfile($file);
    return true;
}
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
require __DIR__ . '/settings.php';
require ABSPATH . 'wp-settings.php';
wp();
require ABSPATH . WPINC . '/template-loader.php';
