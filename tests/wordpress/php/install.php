<?php
// Install the site by WordPress's own installer, and print the application passwords as JSON.
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = parse_url(getenv('SITE_URL'), PHP_URL_HOST);
$_SERVER['REQUEST_URI'] = '/';
require __DIR__ . '/settings.php';
require ABSPATH . 'wp-settings.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Pos Kupang', 'pemilik', 'pemilik@example.id', true, '', 'kata-sandi-pemilik');
$GLOBALS['wp_rewrite']->set_permalink_structure('/%postname%/');
update_option('timezone_string', 'Asia/Makassar');
wp_insert_term('Pemilu', 'category');
wp_insert_term('Cek Fakta & Hoaks', 'category');
$passwords = [];
foreach (['editor', 'author', 'contributor'] as $role) {
    $user = wp_insert_user([
        'user_login' => $role, 'user_email' => "$role@example.id", 'role' => $role,
        'user_pass' => 'kata-sandi-masuk',
    ]);
    [$passwords[$role]] = WP_Application_Passwords::create_new_application_password(
        $user, ['name' => 'Sasando']
    );
}
echo json_encode($passwords);
