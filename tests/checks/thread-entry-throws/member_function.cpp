// A member function as the entry, in a jthread.
#include <stdexcept>
#include <thread>

class Decoder {
public:
    void decode();
    int frames = 0;
    bool broken = false;
};

void Decoder::decode()
{
    while (frames < 1000) {
        frames++;
        if (broken)
            throw std::runtime_error("broken stream"); // expect: thread-entry-throws
    }
}

void decode_in_background(Decoder &d)
{
    Decoder *p = &d;
    std::thread t(&Decoder::decode, p);
    t.detach();
}
