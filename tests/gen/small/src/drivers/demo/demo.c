static const OpMethod methods[] = {
    [OP_CONNECT_NUM_OF_DOMAINS] = demo_count,
    [OP_DOMAIN_SET_MEMORY_FLAGS] = demo_set_memory,
    [OP_NO_SUCH_THING] = demo_nothing,
};
