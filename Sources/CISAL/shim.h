// ISA-L's DEFLATE (igzip) and CRC-32, from Debian's libisal-dev.
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
