#ifndef NET_H
#define NET_H
int net_read_frame(int fd, char *buf, int len);
#endif
