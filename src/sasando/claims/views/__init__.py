"""The claims desk: screens for checkers and editors, and the commission's own small one."""
