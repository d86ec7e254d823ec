/* The package's `bootstrap`: starts the program that lies in `lib` beside it, by the loader and the libraries that lie there,
   too. So it runs where the system's C library is older than the one it was built with, or where there is none.

   Linked statically: it needs nothing itself. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LOADER "lib/ld.so"
#define PROGRAM "lib/boxoffice"

extern char **environ;

/* Writes FOLDER/NAME into `path`; ends the process if it does not fit. */
static void join(char path[PATH_MAX], const char *folder, const char *name) {
  if (snprintf(path, PATH_MAX, "%s/%s", folder, name) < PATH_MAX) return;
  fputs("boxoffice: the path of the package is too long\n", stderr);
  _exit(70);
}

/* The folder that this file is in, also if it was started through a link. */
static void find(char folder[PATH_MAX], const char *name) {
  ssize_t length = readlink("/proc/self/exe", folder, PATH_MAX - 1);
  if (length > 0) {
    folder[length] = 0;
  } else {
    /* Where /proc is not mounted. */
    snprintf(folder, PATH_MAX, "%s", name);
  }
  char *slash = strrchr(folder, '/');
  if (slash) *slash = 0; else strcpy(folder, ".");
}

int main(int count, char **arguments) {
  char folder[PATH_MAX], loader[PATH_MAX], libraries[PATH_MAX], program[PATH_MAX];
  find(folder, count > 0 ? arguments[0] : "");
  join(loader, folder, LOADER);
  join(libraries, folder, "lib");
  join(program, folder, PROGRAM);

  /* The system's cache of libraries is left alone: they are not for our loader. */
  char *command[count + 8];
  int words = 0;
  command[words++] = loader;
  command[words++] = "--inhibit-cache";
  command[words++] = "--library-path";
  command[words++] = libraries;
  command[words++] = "--argv0";
  command[words++] = "boxoffice";
  command[words++] = program;
  for (int index = 1; index < count; index++) command[words++] = arguments[index];
  command[words] = NULL;
  execve(loader, command, environ);
  perror("boxoffice: the package is not complete; its lib/ld.so cannot be started");
  return 70;
}
