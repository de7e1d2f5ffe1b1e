/* guard-oracle RULES.conf: what libmodsecurity finds in requests and what that costs.
 *
 * Kept apart from the crate: it is C++ underneath, and only a measure to compare with. `scripts/guard-oracle` builds it.
 *
 * Requests come on standard input, split already, so that both engines are told the same. A number is four bytes, the
 * lowest first; a text is its length and its bytes. A request is: how often to run it, method, target, version, body,
 * how many headers, and name and value of each. For each request one line is written and flushed: the median of the
 * CPU time of this thread in microseconds, and the ids of the rules that fired. The first line is the time of loading.
 */
#include <modsecurity/modsecurity.h>
#include <modsecurity/rules_set.h>
#include <modsecurity/transaction.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_BYTES = 16 << 20, MOST_HEADERS = 1 << 16, MOST_ROUNDS = 1 << 16 };

struct text {
    char *bytes; /* with a zero behind them */
    size_t size;
};

struct request {
    uint32_t rounds;
    struct text method, target, version, body;
    uint32_t headers;
    struct text *lines; /* names and values in turn */
};

static char fired[65536];

static void note(void *unused, const void *message)
{
    (void)unused;
    /* The first is the rule's own, unless the request spells such a field itself, which none of those sent here does. */
    const char *at = strstr(message, "[id \"");
    if (at == NULL)
        return;
    at += 5;
    size_t length = strcspn(at, "\"");
    size_t used = strlen(fired);
    if (used + length + 2 < sizeof fired)
        snprintf(fired + used, sizeof fired - used, " %.*s", (int)length, at);
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

static void *room(size_t size)
{
    void *memory = malloc(size);
    if (memory == NULL) {
        fprintf(stderr, "no memory\n");
        exit(2);
    }
    return memory;
}

static void fill(void *into, size_t size)
{
    if (fread(into, 1, size, stdin) != size) {
        fprintf(stderr, "a request ends too early\n");
        exit(2);
    }
}

static uint32_t number(uint32_t most)
{
    unsigned char bytes[4];
    fill(bytes, sizeof bytes);
    uint32_t value = bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    if (value > most) {
        fprintf(stderr, "a number of a request is larger than %u\n", most);
        exit(2);
    }
    return value;
}

static struct text text(void)
{
    struct text read;
    read.size = number(MOST_BYTES);
    read.bytes = room(read.size + 1);
    fill(read.bytes, read.size);
    read.bytes[read.size] = 0;
    return read;
}

/* Whether there is another request. */
static int next(struct request *request)
{
    int first = getchar();
    if (first == EOF)
        return 0;
    ungetc(first, stdin);
    request->rounds = number(MOST_ROUNDS);
    request->method = text();
    request->target = text();
    request->version = text();
    request->body = text();
    request->headers = number(MOST_HEADERS);
    request->lines = room(sizeof *request->lines * 2 * (request->headers + (size_t)1));
    for (size_t index = 0; index < 2 * (size_t)request->headers; index++)
        request->lines[index] = text();
    return 1;
}

static void release(struct request *request)
{
    for (size_t index = 0; index < 2 * (size_t)request->headers; index++)
        free(request->lines[index].bytes);
    free(request->lines);
    free(request->method.bytes);
    free(request->target.bytes);
    free(request->version.bytes);
    free(request->body.bytes);
}

static void run(ModSecurity *engine, RulesSet *rules, const struct request *request)
{
    Transaction *transaction = msc_new_transaction(engine, rules, NULL);
    msc_process_connection(transaction, "127.0.0.1", 4000, "127.0.0.1", 80);
    msc_process_uri(transaction, request->target.bytes, request->method.bytes, request->version.bytes);
    for (size_t index = 0; index < request->headers; index++) {
        const struct text *name = &request->lines[2 * index], *value = name + 1;
        msc_add_n_request_header(transaction, (unsigned char *)name->bytes, name->size,
                                 (unsigned char *)value->bytes, value->size);
    }
    msc_process_request_headers(transaction);
    if (request->body.size > 0)
        msc_append_request_body(transaction, (unsigned char *)request->body.bytes, request->body.size);
    msc_process_request_body(transaction);
    msc_process_response_headers(transaction, 200, "HTTP 1.1");
    msc_process_response_body(transaction);
    msc_process_logging(transaction);
    msc_transaction_cleanup(transaction);
}

int main(int count, char **arguments)
{
    if (count != 2) {
        fprintf(stderr, "usage: guard-oracle RULES.conf < REQUESTS\n");
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
    printf("%.1f\n", now() - before);
    fflush(stdout);
    static double times[MOST_ROUNDS];
    struct request request;
    while (next(&request)) {
        for (uint32_t round = 0; round < request.rounds; round++) {
            fired[0] = 0;
            before = now();
            run(engine, rules, &request);
            times[round] = now() - before;
        }
        qsort(times, request.rounds, sizeof *times, ascending);
        printf("%.1f%s\n", request.rounds > 0 ? times[request.rounds / 2] : 0.0, fired);
        fflush(stdout);
        release(&request);
    }
    return 0;
}
