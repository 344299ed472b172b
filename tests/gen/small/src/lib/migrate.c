virDomainPtr
virDomainMigrate(virDomainPtr domain, virConnectPtr dconn)
{
    return NULL;
}
