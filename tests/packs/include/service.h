/* A library with an event loop of its own that no pack knows, installed with the system. */
#ifndef SERVICE_SHAPE_H
#define SERVICE_SHAPE_H
#pragma GCC system_header

struct service;
int service_process(struct service *service, int timeout_ms);
int peer_name(const struct service *service, char *name, unsigned long size);

#endif
