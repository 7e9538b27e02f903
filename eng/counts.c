// A plugin of qemu's user mode that counts what a program executes in user space: instructions of each thread, and system calls by their number.
// The counts are in a file that the plugin shares with whoever reads them (eng/counts): the argument counts=PATH.
// A command that the program starts is not counted: its counters are its own from the fork on.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// As qemu/qemu-plugin.h has it, which Debian does not bring.
typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
extern int qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t, void (*)(qemu_plugin_id_t, struct qemu_plugin_tb *));
extern void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *, void (*)(unsigned int, void *), int flags, void *);
extern void qemu_plugin_register_vcpu_syscall_cb(qemu_plugin_id_t, void (*)(qemu_plugin_id_t, unsigned int, int64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t));
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
extern struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
extern const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *);
extern size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *);
extern uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *);

enum { THREADS = 1024, CALLS = 512, BLOCKS = 1 << 18 };

struct block
{
    uint64_t at, length, count;
};

struct counts
{
    uint64_t instructions[THREADS], calls[CALLS], block_count;
    struct block blocks[BLOCKS];
};

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

static struct counts *counts;
static int until_exec[2];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

// With a repeat prefix an instruction is a block of its own that is executed once for each repetition. A processor counts it once; here it is in the block before.
static int is_repetition(const struct qemu_plugin_insn *instruction)
{
    const unsigned char *bytes = qemu_plugin_insn_data(instruction);
    size_t size = qemu_plugin_insn_size(instruction), at = 1;
    if (size < 2 || (bytes[0] != 0xF2 && bytes[0] != 0xF3))
        return 0;
    if ((bytes[at] & 0xF0) == 0x40)
        at++;
    return at + 1 == size && ((bytes[at] >= 0xA4 && bytes[at] <= 0xA7) || (bytes[at] >= 0xAA && bytes[at] <= 0xAF));
}

static void executed(unsigned int thread, void *state)
{
    struct block *block = state;
    counts->instructions[thread % THREADS] += block->length;
    __atomic_fetch_add(&block->count, 1, __ATOMIC_RELAXED);
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    (void)id;
    const struct qemu_plugin_insn *first = qemu_plugin_tb_get_insn(tb, 0);
    if (is_repetition(first))
        return;
    pthread_mutex_lock(&lock);
    struct block *block = counts->block_count < BLOCKS ? &counts->blocks[counts->block_count++] : &counts->blocks[BLOCKS - 1];
    block->at = qemu_plugin_insn_vaddr(first);
    block->length = qemu_plugin_tb_n_insns(tb);
    pthread_mutex_unlock(&lock);
    qemu_plugin_register_vcpu_tb_exec_cb(tb, executed, 0, block);
}

static void called(qemu_plugin_id_t id, unsigned int thread, int64_t number, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f, uint64_t g, uint64_t h)
{
    (void)id, (void)thread, (void)a, (void)b, (void)c, (void)d, (void)e, (void)f, (void)g, (void)h;
    if (number >= 0 && number < CALLS)
        __atomic_fetch_add(&counts->calls[number], 1, __ATOMIC_RELAXED);
}

// A fork of this process takes long enough to change the way that the server takes. As vfork(2) the parent goes on when the child has had its exec (and a
// child that closes all descriptors needs a moment more), and then for as long as a short command runs: it has always ended by the time that the server asks.
static void before_fork(void)
{
    if (pipe2(until_exec, O_CLOEXEC) < 0)
        _exit(1);
}

static void in_parent(void)
{
    char byte;
    close(until_exec[1]);
    while (read(until_exec[0], &byte, 1) < 0 && errno == EINTR)
        ;
    close(until_exec[0]);
    usleep(10000);
}

static void in_child(void)
{
    void *own = mmap(counts, sizeof *counts, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (own == MAP_FAILED)
        _exit(1);
}

__attribute__((visibility("default"))) int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv)
{
    (void)info;
    if (argc != 1 || strncmp(argv[0], "counts=", 7) != 0)
        return -1;
    int file = open(argv[0] + 7, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || ftruncate(file, sizeof *counts) < 0 || (counts = mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)) == MAP_FAILED)
        return -1;
    close(file);
    pthread_atfork(before_fork, in_parent, in_child);
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    qemu_plugin_register_vcpu_syscall_cb(id, called);
    return 0;
}
