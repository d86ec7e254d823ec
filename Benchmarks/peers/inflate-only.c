// Inflates every entry of a zip with ISA-L and checks its CRC: the least that any reader of a delivery has to do.
//   cc -O2 inflate-only.c -o inflate-only -lisal && ./inflate-only data.zip
#include <isa-l/igzip_lib.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char input[1 << 20], output[1 << 20];

static uint32_t little_endian(const unsigned char *bytes, int count) {
  uint32_t value = 0;
  for (int i = count - 1; i >= 0; i--) value = value << 8 | bytes[i];
  return value;
}

static void fail(const char *what) {
  fprintf(stderr, "inflate-only: %s\n", what);
  exit(1);
}

static void read_at(FILE *file, long offset, void *bytes, size_t count) {
  if (fseek(file, offset, SEEK_SET) || fread(bytes, 1, count, file) != count) fail("the zip ends early");
}

static uint64_t inflate_entry(FILE *file, const unsigned char *entry) {
  unsigned char local[30];
  uint32_t crc = little_endian(entry + 16, 4), left = little_endian(entry + 20, 4);
  long offset = little_endian(entry + 42, 4);
  if (little_endian(entry + 10, 2) != 8) fail("an entry is not deflated");
  read_at(file, offset, local, sizeof local);
  fseek(file, offset + 30 + little_endian(local + 26, 2) + little_endian(local + 28, 2), SEEK_SET);

  struct inflate_state state;
  isal_inflate_init(&state);
  state.crc_flag = ISAL_GZIP_NO_HDR;
  uint64_t total = 0;
  while (state.block_state != ISAL_BLOCK_FINISH) {
    if (state.avail_in == 0 && left > 0) {
      uint32_t count = left < sizeof input ? left : sizeof input;
      if (fread(input, 1, count, file) != count) fail("the zip ends early");
      left -= count;
      state.next_in = input;
      state.avail_in = count;
    }
    state.next_out = output;
    state.avail_out = sizeof output;
    if (isal_inflate(&state) != ISAL_DECOMP_OK) fail("an entry is damaged");
    if (state.avail_out == sizeof output && state.block_state != ISAL_BLOCK_FINISH) fail("an entry ends early");
    total += sizeof output - state.avail_out;
  }
  if (state.crc != crc) fail("a CRC is wrong");
  return total;
}

int main(int count, char **arguments) {
  FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
  if (!file) fail("usage: inflate-only data.zip (below 4 GB)");
  unsigned char end[22];
  fseek(file, 0, SEEK_END);
  read_at(file, ftell(file) - 22, end, sizeof end);
  if (memcmp(end, "PK\5\6", 4)) fail("the zip has a comment, or is none");
  uint32_t size = little_endian(end + 12, 4);
  unsigned char *directory = malloc(size), *entry = directory;
  read_at(file, little_endian(end + 16, 4), directory, size);
  uint64_t total = 0;
  for (uint32_t i = little_endian(end + 10, 2); i > 0; i--) {
    total += inflate_entry(file, entry);
    entry += 46 + little_endian(entry + 28, 2) + little_endian(entry + 30, 2) + little_endian(entry + 32, 2);
  }
  printf("%llu bytes\n", (unsigned long long)total);
  return 0;
}
