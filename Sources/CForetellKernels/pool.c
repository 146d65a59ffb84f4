#include "foretell_kernels.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

// A training step takes tens of microseconds to milliseconds, so waking a sleeping thread for every
// step would cost as much as the work. Workers spin for a moment before they sleep; but soon they let
// others have the core between two looks: whom they wait for may be among them.
enum { SPINS_BEFORE_YIELD = 1000, LOOKS_BEFORE_SLEEP = 4000 };

struct fk_pool {
  int workers;
  pthread_t *threads;
  pthread_mutex_t running;  // one loop at a time, whoever asks
  pthread_mutex_t mutex;
  pthread_cond_t wake;
  atomic_ulong generation;  // counts the loops given out
  atomic_int busy;          // workers that have not finished the present loop
  atomic_long next;         // the next index to be taken
  atomic_int stopping;
  ptrdiff_t count;
  void (*body)(void *, ptrdiff_t);
  void *context;
};

static inline void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static inline void wait_a_moment(int looks) {
  if (looks < SPINS_BEFORE_YIELD) relax();
  else sched_yield();
}

static void take_indices(fk_pool *pool) {
  for (;;) {
    long index = atomic_fetch_add_explicit(&pool->next, 1, memory_order_relaxed);
    if (index >= pool->count) return;
    pool->body(pool->context, index);
  }
}

static unsigned long wait_for_work(fk_pool *pool, unsigned long seen) {
  for (int look = 0; look < LOOKS_BEFORE_SLEEP; look++) {
    unsigned long now = atomic_load_explicit(&pool->generation, memory_order_acquire);
    if (now != seen) return now;
    wait_a_moment(look);
  }
  pthread_mutex_lock(&pool->mutex);
  unsigned long now;
  while ((now = atomic_load_explicit(&pool->generation, memory_order_acquire)) == seen)
    pthread_cond_wait(&pool->wake, &pool->mutex);
  pthread_mutex_unlock(&pool->mutex);
  return now;
}

static void *work(void *argument) {
  fk_pool *pool = argument;
  unsigned long seen = 0;
  for (;;) {
    seen = wait_for_work(pool, seen);
    if (atomic_load_explicit(&pool->stopping, memory_order_acquire)) return NULL;
    take_indices(pool);
    atomic_fetch_sub_explicit(&pool->busy, 1, memory_order_acq_rel);
  }
}

static void give_out(fk_pool *pool) {
  pthread_mutex_lock(&pool->mutex);
  atomic_fetch_add_explicit(&pool->generation, 1, memory_order_acq_rel);
  pthread_cond_broadcast(&pool->wake);
  pthread_mutex_unlock(&pool->mutex);
}

fk_pool *fk_pool_create(int threads) {
  fk_pool *pool = calloc(1, sizeof *pool);
  if (!pool) return NULL;
  pthread_mutex_init(&pool->running, NULL);
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->wake, NULL);
  pool->threads = calloc(threads > 1 ? (size_t)threads - 1 : 1, sizeof *pool->threads);
  if (!pool->threads) {
    fk_pool_destroy(pool);
    return NULL;
  }
  for (int i = 1; i < threads; i++) {
    // Fewer threads than asked for change nothing but the time it takes.
    if (pthread_create(&pool->threads[pool->workers], NULL, work, pool) != 0) break;
    pool->workers++;
  }
  return pool;
}

static void run_in_team(fk_pool *pool) {
  if (pool->workers == 0 || pool->count < 2) {
    take_indices(pool);
    return;
  }
  atomic_store_explicit(&pool->busy, pool->workers, memory_order_release);
  give_out(pool);
  take_indices(pool);
  for (int look = 0; atomic_load_explicit(&pool->busy, memory_order_acquire) != 0;) {
    wait_a_moment(look);
    if (look < SPINS_BEFORE_YIELD) look++;
  }
}

void fk_pool_run(fk_pool *pool, ptrdiff_t count, void (*body)(void *, ptrdiff_t), void *context) {
  pthread_mutex_lock(&pool->running);
  pool->count = count;
  pool->body = body;
  pool->context = context;
  atomic_store_explicit(&pool->next, 0, memory_order_relaxed);
  run_in_team(pool);
  pthread_mutex_unlock(&pool->running);
}

void fk_pool_destroy(fk_pool *pool) {
  atomic_store_explicit(&pool->stopping, 1, memory_order_release);
  give_out(pool);
  for (int i = 0; i < pool->workers; i++) pthread_join(pool->threads[i], NULL);
  pthread_mutex_destroy(&pool->running);
  pthread_mutex_destroy(&pool->mutex);
  pthread_cond_destroy(&pool->wake);
  free(pool->threads);
  free(pool);
}
