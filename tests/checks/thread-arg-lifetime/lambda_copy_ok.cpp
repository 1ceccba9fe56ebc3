// The lambda has a copy of its own.
#include <string>
#include <thread>

void send(const std::string &text);

void send_later(const char *what)
{
    std::string text(what);
    std::thread t([text] { send(text); });
    t.detach();
    std::thread u([=] { send(text); });
    u.detach();
}
