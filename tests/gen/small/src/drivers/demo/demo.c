static const ConnectMethods demo_connect_methods = {
    .num_of_domains = demo_num_of_domains,
};

static const DomainMethods demo_domain_methods = {
    .set_memory_flags = demo_set_memory_flags,
    .no_such_thing = demo_no_such_thing,
};
