/** STOMP 1.0 to 1.2 as RabbitMQ speaks it: what is held by which recording. */
import { stompDialogues } from './sources.ts';
import type { ProtocolSpec } from './spec.ts';

export const stomp = (): ProtocolSpec => ({
  protocol: 'stomp',
  name: 'STOMP 1.0, 1.1, 1.2',
  sources: [stompDialogues()],
  areas: [
    {
      title: { vi: 'Kết nối và frame', en: 'Connections and frames' },
      features: [
        {
          title: { vi: 'CONNECT, phiên bản, đăng nhập', en: 'CONNECT, versions, login' },
          checks: { dialogues: ['01-', '02-', '03-', '04-', '05-', '06-'] },
          remark: {
            vi: 'Chỉ header server khác: nó nói tên thật của broker này.',
            en: 'The header server alone is another: it says the name of this broker.',
          },
        },
        { title: { vi: 'Heart-beat', en: 'Heart-beats' }, checks: { dialogues: ['07-'] } },
        {
          title: {
            vi: 'Lệnh lạ, frame hỏng, frame được bỏ qua lỗi',
            en: 'Unknown commands, broken and tolerated frames',
          },
          checks: { dialogues: ['08-', '10-', '11-'] },
        },
        {
          title: { vi: 'Header theo phiên bản, ký tự thoát', en: 'Headers by version, escapes' },
          checks: { dialogues: ['12-', '13-'] },
          differs: 'broker',
          remark: {
            vi: 'RabbitMQ không thoát ký tự trong message-id và ack, nên client thoát đúng luật sẽ xác nhận nhầm; ở đây chúng được thoát.',
            en: 'RabbitMQ does not escape message-id and ack, so that a client which unescapes them acknowledges another id; here they are escaped.',
          },
        },
        { title: { vi: 'RECEIPT', en: 'Receipts' }, checks: { dialogues: ['64-'] } },
      ],
    },
    {
      title: { vi: 'Destination', en: 'Destinations' },
      features: [
        {
          title: { vi: '/queue, /amq/queue', en: '/queue, /amq/queue' },
          checks: { dialogues: ['20-', '25-', '26-', '27-', '28-', '66-'] },
        },
        {
          title: { vi: '/topic, /exchange, đăng ký bền', en: '/topic, /exchange, durable subscriptions' },
          checks: { dialogues: ['22-', '23-', '24-', '33-'] },
        },
        { title: { vi: '/temp-queue và reply-to', en: '/temp-queue and reply-to' }, checks: { dialogues: ['62-'] } },
        { title: { vi: 'Destination sai', en: 'Wrong destinations' }, checks: { dialogues: ['21-'] } },
      ],
    },
    {
      title: { vi: 'Đăng ký và xác nhận', en: 'Subscriptions and acks' },
      features: [
        {
          title: { vi: 'SUBSCRIBE, UNSUBSCRIBE, broker hủy', en: 'SUBSCRIBE, UNSUBSCRIBE, cancelled by the broker' },
          checks: { dialogues: ['29-', '30-', '31-', '32-', '47-'] },
        },
        {
          title: { vi: 'ack: auto, client, client-individual', en: 'ack: auto, client, client-individual' },
          checks: { dialogues: ['40-', '41-', '42-', '43-', '44-', '46-'] },
        },
        { title: { vi: 'NACK', en: 'NACK' }, checks: { dialogues: ['45-'] } },
        { title: { vi: 'prefetch-count', en: 'prefetch-count' }, checks: { dialogues: ['48-'] } },
        { title: { vi: 'Giao dịch', en: 'Transactions' }, checks: { dialogues: ['50-', '51-', '52-'] } },
      ],
    },
    {
      title: { vi: 'Sang AMQP và ngược lại', en: 'To AMQP and back' },
      features: [
        { title: { vi: 'Thuộc tính và header', en: 'Properties and headers' }, checks: { dialogues: ['60-', '61-'] } },
        { title: { vi: 'user-id, hàng đợi đầy', en: 'user-id, a full queue' }, checks: { dialogues: ['63-', '65-'] } },
      ],
    },
  ],
});
