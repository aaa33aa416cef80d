/** RESP2 and RESP3 as Redis speaks them: what is held by which recording. */
import { redisDialogues } from './sources.ts';
import type { ProtocolSpec } from './spec.ts';

const ABSENT = 'tests/fidelity/absent.test.ts';

export const resp = (): ProtocolSpec => ({
  protocol: 'resp',
  name: 'RESP2, RESP3',
  sources: [redisDialogues()],
  areas: [
    {
      title: { vi: 'Kết nối', en: 'Connections' },
      features: [
        {
          title: { vi: 'Yêu cầu hỏng, lệnh lạ, thiếu tham số', en: 'Broken requests, unknown commands, missing words' },
          checks: { dialogues: ['protocol: '] },
        },
        {
          title: { vi: 'HELLO, AUTH, kiểu rỗng của RESP2 và RESP3', en: 'HELLO, AUTH, nulls of RESP2 and RESP3' },
          checks: {
            dialogues: ['connection: HELLO', 'connection: AUTH', 'connection: a password', 'connection: nulls'],
          },
        },
        {
          title: { vi: 'PING, ECHO, SELECT, QUIT, RESET', en: 'PING, ECHO, SELECT, QUIT, RESET' },
          checks: { dialogues: ['connection: PING', 'connection: SELECT', 'connection: QUIT', 'connection: RESET'] },
        },
        { title: { vi: 'CLIENT', en: 'CLIENT' }, checks: { dialogues: ['connection: CLIENT'] } },
        {
          title: { vi: 'CONFIG, COMMAND', en: 'CONFIG, COMMAND' },
          checks: { dialogues: ['connection: CONFIG', 'connection: COMMAND'] },
        },
      ],
    },
    {
      title: { vi: 'Pub/Sub', en: 'Pub/Sub' },
      features: [
        {
          title: { vi: 'Đang đăng ký thì được nói gì', en: 'What a subscribed client may say' },
          checks: { dialogues: ['pubsub: what a subscribed', 'pubsub: on RESP3', 'pubsub: two versions'] },
        },
        {
          title: { vi: 'PUBLISH và số người nhận', en: 'PUBLISH and the count of receivers' },
          checks: {
            dialogues: [
              'pubsub: nobody',
              'pubsub: subscribed',
              'pubsub: the number',
              'pubsub: a client',
              'pubsub: too few',
            ],
          },
        },
        {
          title: { vi: 'Pattern và tên kênh', en: 'Patterns and names of channels' },
          checks: {
            dialogues: [
              'pubsub: patterns',
              'pubsub: a pattern',
              'pubsub: a star',
              'pubsub: names',
              'pubsub: a name',
              'pubsub: leaving',
            ],
          },
        },
        {
          title: { vi: 'Kênh theo shard, PUBSUB', en: 'Shard channels, PUBSUB' },
          checks: { dialogues: ['pubsub: shard', 'pubsub: PUBSUB'] },
        },
      ],
    },
    {
      title: { vi: 'Khóa và giá trị', en: 'Keys and values' },
      features: [
        {
          title: { vi: 'Khóa, thời hạn, cơ sở dữ liệu', en: 'Keys, ends, databases' },
          checks: { dialogues: ['keys: '] },
        },
        { title: { vi: 'Chuỗi và bộ đếm', en: 'Strings and counters' }, checks: { dialogues: ['strings: '] } },
        {
          title: { vi: 'Danh sách, kể cả chờ phần tử', en: 'Lists, waiting for an element too' },
          checks: { dialogues: ['lists: '] },
        },
        {
          title: { vi: 'MULTI, EXEC, WATCH', en: 'MULTI, EXEC, WATCH' },
          checks: { dialogues: ['transactions: '] },
        },
      ],
    },
    {
      title: { vi: 'Stream', en: 'Streams' },
      features: [
        {
          title: { vi: 'Ghi, đọc, chờ, cắt bớt', en: 'Adding, reading, waiting, trimming' },
          checks: { dialogues: ['streams: '] },
        },
        {
          title: { vi: 'Nhóm consumer: đọc, ack, nhận lại', en: 'Consumer groups: reading, acks, claims' },
          checks: { dialogues: ['stream-groups: '] },
        },
      ],
    },
    {
      title: { vi: 'Chưa có', en: 'Not done' },
      features: [
        {
          title: { vi: 'Hash, set, sorted set', en: 'Hashes, sets, sorted sets' },
          unasked: 'absent',
          test: [ABSENT, 'sorted sets of Redis'],
          remark: {
            vi: 'Các bài học về thông điệp không cần tới; lệnh của chúng là lệnh lạ.',
            en: 'Lessons about messages do not need them; their commands are unknown ones.',
          },
        },
        {
          title: { vi: 'Kịch bản Lua (EVAL)', en: 'Lua scripts (EVAL)' },
          unasked: 'absent',
          test: [ABSENT, 'scripts of Redis'],
        },
      ],
    },
  ],
});
