/* guard-oracle RULES.conf ROUNDS REQUEST...: what libmodsecurity finds in raw requests and what that costs.
 *
 * Kept apart from the crate: it is C++ underneath, and only a measure to compare with. Build with `make guard-oracle`
 * where libmodsecurity-dev is installed. Prints, for each request, the rules that fired and the CPU time of this
 * thread: least, median and worst over all rounds, in microseconds.
 */
#include <modsecurity/modsecurity.h>
#include <modsecurity/rules_set.h>
#include <modsecurity/transaction.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static char fired[65536];

static void note(void *unused, const void *message)
{
    (void)unused;
    const char *at = message;
    while ((at = strstr(at, "[id \"")) != NULL) {
        at += 5;
        size_t length = strcspn(at, "\"");
        size_t used = strlen(fired);
        if (used + length + 2 < sizeof fired)
            snprintf(fired + used, sizeof fired - used, " %.*s", (int)length, at);
    }
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Splits the request in place on every call, so that it works on a copy. */
static void run(ModSecurity *engine, RulesSet *rules, const char *bytes, size_t size)
{
    char *copy = malloc(size + 1);
    memcpy(copy, bytes, size);
    copy[size] = 0;
    char *body = strstr(copy, "\r\n\r\n");
    size_t body_size = 0;
    if (body != NULL) {
        *body = 0;
        body += 4;
        body_size = size - (size_t)(body - copy);
    }
    Transaction *transaction = msc_new_transaction(engine, rules, NULL);
    char *line = strtok(copy, "\r\n");
    char *method = line, *target = strchr(line, ' '), *protocol = strrchr(line, ' ');
    *target++ = 0;
    *protocol++ = 0;
    msc_process_connection(transaction, "127.0.0.1", 4000, "127.0.0.1", 80);
    const char *version = strchr(protocol, '/');
    msc_process_uri(transaction, target, method, version == NULL ? "1.1" : version + 1);
    while ((line = strtok(NULL, "\r\n")) != NULL) {
        char *value = strchr(line, ':');
        if (value == NULL)
            continue;
        *value++ = 0;
        while (*value == ' ')
            value++;
        msc_add_request_header(transaction, (unsigned char *)line, (unsigned char *)value);
    }
    msc_process_request_headers(transaction);
    if (body_size > 0)
        msc_append_request_body(transaction, (unsigned char *)body, body_size);
    msc_process_request_body(transaction);
    msc_process_response_headers(transaction, 200, "HTTP 1.1");
    msc_process_response_body(transaction);
    msc_process_logging(transaction);
    msc_transaction_cleanup(transaction);
    free(copy);
}

int main(int count, char **arguments)
{
    if (count < 4) {
        fprintf(stderr, "usage: guard-oracle RULES.conf ROUNDS REQUEST...\n");
        return 2;
    }
    ModSecurity *engine = msc_init();
    msc_set_log_cb(engine, note);
    RulesSet *rules = msc_create_rules_set();
    const char *error = NULL;
    double before = now();
    if (msc_rules_add_file(rules, arguments[1], &error) < 0) {
        fprintf(stderr, "%s\n", error);
        return 2;
    }
    printf("load %.1f ms CPU\n", (now() - before) / 1e3);
    int rounds = atoi(arguments[2]);
    double *times = malloc(sizeof *times * (size_t)(rounds > 0 ? rounds : 1));
    for (int index = 3; index < count; index++) {
        FILE *file = fopen(arguments[index], "rb");
        if (file == NULL) {
            perror(arguments[index]);
            return 2;
        }
        static char bytes[1 << 20];
        size_t size = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        for (int round = 0; round < rounds; round++) {
            fired[0] = 0;
            before = now();
            run(engine, rules, bytes, size);
            times[round] = now() - before;
        }
        qsort(times, (size_t)rounds, sizeof *times, ascending);
        printf("%s: min %.1f p50 %.1f max %.1f; fired%s\n", arguments[index], times[0], times[rounds / 2],
               times[rounds - 1], fired);
    }
    return 0;
}
