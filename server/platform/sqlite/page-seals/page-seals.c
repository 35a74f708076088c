/*
** Page seals: a layer below SQLite (a VFS) that puts a checksum into the last 8 bytes of every page of a database and
** checks it whenever a page is read, so that no damaged page is ever taken for data (SQLITE_IOERR_DATA). The checksum holds
** the page's number too: a page in another's place is damage. What is read from the log is checked with the log's own
** checksums, which SQLite itself checks only when it recovers. See docs/adr/0040-page-seals.md.
**
** Works on databases with exactly 8 reserved bytes per page (byte 20 of the header), which `seal_pages()` asks for in a new
** one; others pass through unchanged. The idea is that of SQLite's checksum VFS (ext/misc/cksumvfs.c).
**
** SQL functions: seal_pages()          reserves the bytes in the connection's database, before anything is written or by VACUUM
**                pages_sealed()        1 where the connection's database is sealed, else 0
**                seal_free_pages()     after a power cut, see below
**                damaged_page(n, m)    the first of m pages from page n on whose seal is broken in the file, or 0
*/
#include "sqlite3ext.h"
SQLITE_EXTENSION_INIT1

/* Found in the process that loads this, whatever its C library: nothing else is taken from one. */
void *memcpy(void *, const void *, __SIZE_TYPE__);
void *memset(void *, int, __SIZE_TYPE__);
int memcmp(const void *, const void *, __SIZE_TYPE__);

typedef unsigned char u8;
typedef unsigned int u32;
typedef sqlite3_int64 i64;

#define SEAL 8
#define LOG_HEADER 32
#define FRAME_HEADER 24
#define NOWHERE 0x7fffffffffffffffLL

typedef struct SealedFile SealedFile;
struct SealedFile {
  sqlite3_file base;
  int isLog;     /* The write-ahead log rather than the database */
  int pageSize;  /* 0 until it is known */
  int isSealed;  /* Of a database, as its header says */
  int isNew;     /* Of a database: there was nothing in it when it was opened */
  i64 end;       /* Of a database: bytes up to which every page has been written, as far as known */
  i64 redone;    /* Of a log: from this byte on frames may have been written twice, their checksums following at the commit */
  i64 written;   /* Of a log: where this connection has written up to */
  u8 *copy;      /* Room for a page */
};

#define BELOW(p) ((sqlite3_file *)(((SealedFile *)(p)) + 1))
#define BELOW_VFS(v) ((sqlite3_vfs *)(v)->pAppData)

static u32 get4(const u8 *a) {
  return ((u32)a[0] << 24) | ((u32)a[1] << 16) | ((u32)a[2] << 8) | a[3];
}
static u32 little4(const u8 *a) {
  return ((u32)a[3] << 24) | ((u32)a[2] << 16) | ((u32)a[1] << 8) | a[0];
}
static void putLittle4(u8 *a, u32 x) {
  a[0] = (u8)x; a[1] = (u8)(x >> 8); a[2] = (u8)(x >> 16); a[3] = (u8)(x >> 24);
}

/* The running sums that SQLite uses in its log, over n bytes (a multiple of 8) read as words of one byte order. */
static void addSums(const u8 *a, int n, int isBig, u32 *s1, u32 *s2) {
  const u8 *end = a + n;
  u32 x = *s1, y = *s2;
  if (isBig) {
    for (; a < end; a += 8) { x += get4(a) + y; y += get4(a + 4) + x; }
  } else {
    for (; a < end; a += 8) { x += little4(a) + y; y += little4(a + 4) + x; }
  }
  *s1 = x; *s2 = y;
}

/* Begins with the page's number, so that neither a page elsewhere nor one of zeros is right. */
static void sealOf(const u8 *page, int pageSize, i64 at, u8 *seal) {
  u32 s1 = (u32)(at / pageSize) + 1, s2 = 0x5ea1ed00;
  addSums(page, pageSize - SEAL, 0, &s1, &s2);
  putLittle4(seal, s1);
  putLittle4(seal + 4, s2);
}

static int isRight(const u8 *page, int pageSize, i64 at) {
  u8 seal[SEAL];
  sealOf(page, pageSize, at, seal);
  return memcmp(page + pageSize - SEAL, seal, SEAL) == 0;
}

static int learnHeader(SealedFile *p, const u8 *header) {
  int pageSize;
  if (memcmp(header, "SQLite format 3", 16) != 0) return SQLITE_OK;
  pageSize = (header[16] << 8) | header[17];
  if (pageSize == 1) pageSize = 65536;
  if (pageSize < 512 || (pageSize & (pageSize - 1)) != 0) return SQLITE_OK;
  /* Once sealed stays sealed: a header that says otherwise later is damage. */
  if (p->isSealed) return SQLITE_OK;
  p->isSealed = header[20] == SEAL;
  p->pageSize = pageSize;
  if (p->isSealed && p->copy == 0) {
    p->copy = sqlite3_malloc(pageSize);
    if (p->copy == 0) return SQLITE_NOMEM;
  }
  return SQLITE_OK;
}

/* Whether a page of the log is what was written: with the checksums before it and of its own header. */
static int frameIsRight(SealedFile *p, const u8 *page, int amount, i64 at) {
  u8 own[FRAME_HEADER], before[8], header[LOG_HEADER];
  sqlite3_file *below = BELOW(p);
  i64 frame = at - FRAME_HEADER;
  u32 s1, s2;
  if (below->pMethods->xRead(below, header, LOG_HEADER, 0) != SQLITE_OK) return 0;
  if (below->pMethods->xRead(below, own, FRAME_HEADER, frame) != SQLITE_OK) return 0;
  if (frame == LOG_HEADER) memcpy(before, header + 24, 8);
  else if (below->pMethods->xRead(below, before, 8, frame - amount - 8) != SQLITE_OK) return 0;
  s1 = get4(before);
  s2 = get4(before + 4);
  addSums(own, 8, header[3] & 1, &s1, &s2);
  addSums(page, amount, header[3] & 1, &s1, &s2);
  return get4(own + 16) == s1 && get4(own + 20) == s2;
}

static int readLog(SealedFile *p, u8 *buffer, int amount, i64 at) {
  sqlite3_file *below = BELOW(p);
  int rc = below->pMethods->xRead(below, buffer, amount, at);
  if (rc != SQLITE_OK || amount < 512 || (amount & (amount - 1)) != 0) return rc;
  if (at < LOG_HEADER + FRAME_HEADER || (at - LOG_HEADER - FRAME_HEADER) % (amount + FRAME_HEADER) != 0) return rc;
  if (at >= p->redone || frameIsRight(p, buffer, amount, at)) return rc;
  sqlite3_log(SQLITE_IOERR_DATA, "damaged page in the log at %lld", at);
  return SQLITE_IOERR_DATA;
}

static int sealedRead(sqlite3_file *file, void *buffer, int amount, i64 at) {
  SealedFile *p = (SealedFile *)file;
  sqlite3_file *below = BELOW(file);
  int rc;
  if (p->isLog) return readLog(p, buffer, amount, at);
  rc = below->pMethods->xRead(below, buffer, amount, at);
  if (rc != SQLITE_OK) return rc;
  if (at == 0 && amount >= 100) rc = learnHeader(p, buffer);
  if (rc != SQLITE_OK || !p->isSealed || amount < 512) return rc;
  if (amount == p->pageSize && at % amount == 0 && isRight(buffer, amount, at)) return SQLITE_OK;
  sqlite3_log(SQLITE_IOERR_DATA, "damaged page %lld", at / p->pageSize + 1);
  return SQLITE_IOERR_DATA;
}

/* Without a page, one of zeros. */
static int writeSealed(SealedFile *p, const void *page, i64 at) {
  sqlite3_file *below = BELOW(p);
  if (page != 0) memcpy(p->copy, page, p->pageSize - SEAL);
  else memset(p->copy, 0, p->pageSize);
  sealOf(p->copy, p->pageSize, at, p->copy + p->pageSize - SEAL);
  return below->pMethods->xWrite(below, p->copy, p->pageSize, at);
}

/* Pages of a new database that came before its header. */
static int sealAll(SealedFile *p) {
  sqlite3_file *below = BELOW(p);
  i64 size = 0, at = p->pageSize;
  u8 *page = sqlite3_malloc(p->pageSize);
  int rc = page == 0 ? SQLITE_NOMEM : below->pMethods->xFileSize(below, &size);
  for (; rc == SQLITE_OK && at + p->pageSize <= size; at += p->pageSize) {
    rc = below->pMethods->xRead(below, page, p->pageSize, at);
    if (rc == SQLITE_OK) rc = writeSealed(p, page, at);
  }
  sqlite3_free(page);
  return rc;
}

/* SQLite leaves free pages at the end of a file unwritten: they are written as empty ones, so that every page has a seal. */
static int fillUpTo(SealedFile *p, i64 until) {
  sqlite3_file *below = BELOW(p);
  int rc = SQLITE_OK;
  if (until <= p->end) return rc;
  rc = below->pMethods->xFileSize(below, &p->end);
  p->end -= p->end % p->pageSize;
  for (; rc == SQLITE_OK && p->end < until; p->end += p->pageSize) rc = writeSealed(p, 0, p->end);
  return rc;
}

static int sealedWrite(sqlite3_file *file, const void *buffer, int amount, i64 at) {
  SealedFile *p = (SealedFile *)file;
  sqlite3_file *below = BELOW(file);
  int rc = SQLITE_OK;
  if (p->isLog) {
    if (at == 0) p->written = 0, p->redone = NOWHERE;
    else if (amount >= 512 && at < p->written && at < p->redone) p->redone = at;
    if (at + amount > p->written) p->written = at + amount;
    return below->pMethods->xWrite(below, buffer, amount, at);
  }
  if (at == 0 && amount >= 100 && !p->isSealed) {
    rc = learnHeader(p, buffer);
    /* Never pages that somebody else may have damaged. */
    if (p->isSealed && !p->isNew) p->isSealed = 0;
    if (rc == SQLITE_OK && p->isSealed) rc = sealAll(p);
  }
  if (rc != SQLITE_OK) return rc;
  if (!p->isSealed) return below->pMethods->xWrite(below, buffer, amount, at);
  if (amount != p->pageSize || at % amount != 0) return SQLITE_IOERR_WRITE;
  rc = fillUpTo(p, at);
  if (rc == SQLITE_OK) rc = writeSealed(p, buffer, at);
  if (rc == SQLITE_OK && at + amount > p->end) p->end = at + amount;
  return rc;
}

static int sealedTruncate(sqlite3_file *file, i64 size) {
  SealedFile *p = (SealedFile *)file;
  sqlite3_file *below = BELOW(file);
  if (p->isLog) p->written = p->written < size ? p->written : size;
  if (!p->isLog && p->isSealed) {
    int rc = fillUpTo(p, size);
    if (rc != SQLITE_OK) return rc;
    p->end = size;
  }
  return below->pMethods->xTruncate(below, size);
}

/* A log is synced when a transaction is whole: its checksums are right then. */
static int sealedSync(sqlite3_file *file, int flags) {
  ((SealedFile *)file)->redone = NOWHERE;
  return BELOW(file)->pMethods->xSync(BELOW(file), flags);
}

static int sealedClose(sqlite3_file *file) {
  sqlite3_free(((SealedFile *)file)->copy);
  return BELOW(file)->pMethods->xClose(BELOW(file));
}

static int sealedControl(sqlite3_file *file, int what, void *argument) {
  return BELOW(file)->pMethods->xFileControl(BELOW(file), what, argument);
}

static int sealedCharacteristics(sqlite3_file *file) {
  int all = BELOW(file)->pMethods->xDeviceCharacteristics(BELOW(file));
#ifdef SQLITE_IOCAP_SUBPAGE_READ
  all &= ~SQLITE_IOCAP_SUBPAGE_READ; /* A part of a page cannot be checked. */
#endif
  return all;
}

/* Never mapped into memory: what is not read through here is not checked. */
static int sealedFetch(sqlite3_file *file, i64 at, int amount, void **page) {
  (void)file; (void)at; (void)amount;
  *page = 0;
  return SQLITE_OK;
}
static int sealedUnfetch(sqlite3_file *file, i64 at, void *page) {
  (void)file; (void)at; (void)page;
  return SQLITE_OK;
}

/* The rest passes through. */
#define PASS(name, declared, given) \
  static int sealed##name declared { return BELOW(file)->pMethods->x##name given; }
PASS(FileSize, (sqlite3_file *file, i64 *size), (BELOW(file), size))
PASS(Lock, (sqlite3_file *file, int lock), (BELOW(file), lock))
PASS(Unlock, (sqlite3_file *file, int lock), (BELOW(file), lock))
PASS(CheckReservedLock, (sqlite3_file *file, int *out), (BELOW(file), out))
PASS(SectorSize, (sqlite3_file *file), (BELOW(file)))
PASS(ShmMap, (sqlite3_file *file, int page, int size, int extend, void volatile **out), (BELOW(file), page, size, extend, out))
PASS(ShmLock, (sqlite3_file *file, int at, int n, int flags), (BELOW(file), at, n, flags))
PASS(ShmUnmap, (sqlite3_file *file, int remove), (BELOW(file), remove))
static void sealedShmBarrier(sqlite3_file *file) {
  BELOW(file)->pMethods->xShmBarrier(BELOW(file));
}

static const sqlite3_io_methods methods = {
  3, sealedClose, sealedRead, sealedWrite, sealedTruncate, sealedSync, sealedFileSize, sealedLock, sealedUnlock,
  sealedCheckReservedLock, sealedControl, sealedSectorSize, sealedCharacteristics, sealedShmMap, sealedShmLock,
  sealedShmBarrier, sealedShmUnmap, sealedFetch, sealedUnfetch,
};

static int vfsOpen(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out) {
  SealedFile *p = (SealedFile *)file;
  sqlite3_vfs *below = BELOW_VFS(vfs);
  int rc;
  if ((flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) == 0) return below->xOpen(below, name, file, flags, out);
  memset(p, 0, sizeof(*p));
  p->isLog = (flags & SQLITE_OPEN_WAL) != 0;
  p->redone = NOWHERE;
  rc = below->xOpen(below, name, BELOW(file), flags, out);
  file->pMethods = rc == SQLITE_OK ? &methods : 0;
  if (rc == SQLITE_OK && !p->isLog) {
    i64 size = 0;
    p->isNew = BELOW(file)->pMethods->xFileSize(BELOW(file), &size) == SQLITE_OK && size == 0;
  }
  return rc;
}

static sqlite3_vfs layer;

static SealedFile *fileOf(sqlite3_context *context) {
  sqlite3_file *file = 0;
  sqlite3_file_control(sqlite3_context_db_handle(context), "main", SQLITE_FCNTL_FILE_POINTER, &file);
  return file != 0 && file->pMethods == &methods ? (SealedFile *)file : 0;
}

static void sealPages(sqlite3_context *context, int n, sqlite3_value **values) {
  int bytes = SEAL;
  (void)n; (void)values;
  sqlite3_file_control(sqlite3_context_db_handle(context), "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes);
}

static void pagesSealed(sqlite3_context *context, int n, sqlite3_value **values) {
  SealedFile *p = fileOf(context);
  (void)n; (void)values;
  sqlite3_result_int(context, p != 0 && p->isSealed);
}

static void damagedPage(sqlite3_context *context, int n, sqlite3_value **values) {
  SealedFile *p = fileOf(context);
  i64 page = sqlite3_value_int64(values[0]), count = sqlite3_value_int64(values[1]), size = 0;
  sqlite3_file *below;
  u8 *buffer;
  int rc;
  (void)n;
  if (p == 0 || !p->isSealed) { sqlite3_result_error(context, "the pages are not sealed", -1); return; }
  below = BELOW(p);
  rc = below->pMethods->xFileSize(below, &size);
  buffer = sqlite3_malloc(p->pageSize);
  if (buffer == 0) { sqlite3_result_error_nomem(context); return; }
  for (; rc == SQLITE_OK && count > 0 && page * p->pageSize <= size; count--, page++) {
    rc = below->pMethods->xRead(below, buffer, p->pageSize, (page - 1) * p->pageSize);
    if (rc == SQLITE_OK && !isRight(buffer, p->pageSize, (page - 1) * p->pageSize)) break;
  }
  if (rc != SQLITE_OK) sqlite3_result_error_code(context, rc);
  else sqlite3_result_int64(context, count > 0 && page * p->pageSize <= size ? page : 0);
  sqlite3_free(buffer);
}

/*
** A power cut may leave the length of a file without what was written at its end. Free pages are not in the log, from which all
** others come again: those that are nothing but zeros are sealed anew. For a database nobody else has open and an empty log.
*/
static int sealFree(SealedFile *p, u8 *page, u8 *leaf) {
  sqlite3_file *below = BELOW(p);
  i64 size = 0;
  int rc = below->pMethods->xFileSize(below, &size);
  i64 pages = size / p->pageSize, trunks = 0;
  u32 trunk, n, i;
  if (rc == SQLITE_OK) rc = below->pMethods->xRead(below, page, p->pageSize, 0);
  for (trunk = get4(page + 32); rc == SQLITE_OK && trunk > 0 && trunk <= pages && trunks++ < pages; trunk = get4(page)) {
    i64 at = (i64)(trunk - 1) * p->pageSize;
    rc = below->pMethods->xRead(below, page, p->pageSize, at);
    if (rc != SQLITE_OK || !isRight(page, p->pageSize, at)) break;
    n = get4(page + 4);
    for (i = 0; rc == SQLITE_OK && i < n && i < (u32)p->pageSize / 4 - 2; i++) {
      u32 number = get4(page + 8 + 4 * i);
      at = (i64)(number - 1) * p->pageSize;
      if (number < 2 || number > pages) continue;
      rc = below->pMethods->xRead(below, leaf, p->pageSize, at);
      if (rc == SQLITE_OK && leaf[0] == 0 && memcmp(leaf, leaf + 1, p->pageSize - 1) == 0) rc = writeSealed(p, leaf, at);
    }
  }
  return rc;
}

static void sealFreePages(sqlite3_context *context, int n, sqlite3_value **values) {
  SealedFile *p = fileOf(context);
  int rc = SQLITE_OK;
  (void)n; (void)values;
  if (p != 0 && p->isSealed) {
    u8 *room = sqlite3_malloc(2 * p->pageSize);
    rc = room == 0 ? SQLITE_NOMEM : sealFree(p, room, room + p->pageSize);
    sqlite3_free(room);
  }
  if (rc != SQLITE_OK) sqlite3_result_error_code(context, rc);
}

static int addFunctions(sqlite3 *database, char **error, const sqlite3_api_routines *api) {
  int flags = SQLITE_UTF8 | SQLITE_DIRECTONLY;
  int rc = sqlite3_create_function(database, "seal_pages", 0, flags, 0, sealPages, 0, 0);
  (void)error; (void)api;
  if (rc == SQLITE_OK) rc = sqlite3_create_function(database, "pages_sealed", 0, flags, 0, pagesSealed, 0, 0);
  if (rc == SQLITE_OK) rc = sqlite3_create_function(database, "seal_free_pages", 0, flags, 0, sealFreePages, 0, 0);
  if (rc == SQLITE_OK) rc = sqlite3_create_function(database, "damaged_page", 2, flags, 0, damagedPage, 0, 0);
  return rc;
}

/* From now on every connection that the process opens goes through the layer. */
static int addLayer(void) {
  sqlite3_mutex *mutex = sqlite3_mutex_alloc(SQLITE_MUTEX_STATIC_APP1);
  int rc = SQLITE_OK;
  sqlite3_mutex_enter(mutex);
  if (sqlite3_vfs_find("pageseals") == 0) {
    sqlite3_vfs *below = sqlite3_vfs_find(0);
    layer = *below;
    layer.pNext = 0;
    layer.szOsFile = below->szOsFile + (int)sizeof(SealedFile);
    layer.zName = "pageseals";
    layer.pAppData = below;
    layer.xOpen = vfsOpen;
    rc = sqlite3_vfs_register(&layer, 1);
    if (rc == SQLITE_OK) rc = sqlite3_auto_extension((void (*)(void))addFunctions);
  }
  sqlite3_mutex_leave(mutex);
  return rc;
}

#ifdef _WIN32
__declspec(dllexport)
#endif
int sqlite3_pageseals_init(sqlite3 *database, char **error, const sqlite3_api_routines *api) {
  int rc;
  SQLITE_EXTENSION_INIT2(api);
  rc = addLayer();
  if (rc == SQLITE_OK) rc = addFunctions(database, error, api);
  return rc == SQLITE_OK ? SQLITE_OK_LOAD_PERMANENTLY : rc;
}
