static const PlainMethod methods[OP_COUNT] = {
    [OP_DOMAIN_OPEN_CONSOLE] = plain_open_console,
};
