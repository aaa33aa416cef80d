/** Words of the pages around the lessons. */
const vi = {
  name: 'Bưu Cục',
  description:
    'Khóa học về message broker, RPC, Pub/Sub và các giao thức: mỗi bài có chương trình thật chạy ngay trong trang.',
  skipToContent: 'Tới nội dung',
  course: 'Khóa học',
  language: 'Ngôn ngữ',
  languageNames: { vi: 'Tiếng Việt', en: 'English' },
  darkTheme: 'Giao diện tối',
  untranslated: 'Bài này chưa có bản tiếng Việt.',

  home: {
    headline: ['Bên nhận đang tắt.', 'Thông điệp đi đâu?'],
    what: 'Bưu Cục là khóa học về cách các dịch vụ trao đổi thông tin: message broker, RPC, Pub/Sub và các giao thức bên dưới.',
    how: 'Mỗi bài có chương trình thật chạy ngay trong trang. Bạn chạy, xem từng thông điệp đi, rồi làm hỏng và sửa lại.',
    start: 'Mở bài đầu tiên',
    seeCourse: 'Xem cả khóa học',
    points: [
      {
        title: 'Thư viện thật',
        text: 'amqplib và jayson chạy nguyên bản, gửi đúng những byte mà chúng gửi trên máy chủ của bạn.',
      },
      {
        title: 'Nhìn được bên trong',
        text: 'Hình vẽ lấy từ nhật ký của broker: điều bạn thấy là điều vừa xảy ra, không phải hoạt hình dựng sẵn.',
      },
      {
        title: 'Không cài đặt',
        text: 'Mọi chương trình chạy trong trình duyệt. Trang đã tải xong thì mất mạng vẫn chạy được.',
      },
    ],
    drawing: {
      title: 'Hàng đợi giữ thông điệp khi bên nhận đang tắt',
      text: 'Producer gửi thông điệp số 3 tới exchange; thông điệp 1 và 2 nằm chờ trong hàng đợi don_hang; consumer đang tắt.',
      consumerOff: 'đang tắt',
    },
    lessons: 'Các bài đã có',
    courseTitle: (planned: number, written: number) => `Cả khóa học: ${planned} bài, ${written} bài đã viết`,
    courseText: 'Bài in mờ chưa viết. Thứ tự có thể đổi.',
    written: (written: number, planned: number) => `${written}/${planned} bài`,
    planned: 'chưa viết',
    learners: 'Cho người học',
    learnersText:
      'Bài nào cũng theo một nhịp: dự đoán, chạy, soi, phá, sửa, tự làm. Biết JavaScript cơ bản là đủ để bắt đầu từ bài đầu tiên.',
    lecturers: 'Cho giảng viên',
    lecturersText:
      'Dùng được ngay trên lớp: không tài khoản, không máy chủ. Chương trình của mỗi bài chạy nguyên văn trên Node.js, với RabbitMQ thật khi bài cần broker; mã nguồn theo giấy phép MIT.',
  },

  lesson: {
    part: (number: number) => `Phần ${number}`,
    number: (number: number) => `Bài ${number}`,
    minutes: (minutes: number) => `${minutes} phút`,
    contents: 'Trong bài này',
    lab: 'Phòng thực hành',
    text: 'Bài đọc',
    places: 'Bài đọc và phòng thực hành',
    neighbours: 'Bài trước và bài sau',
    previous: 'Bài trước',
    next: 'Bài sau',
    noteInfo: 'Ghi chú',
    noteWarning: 'Lưu ý',
    erratumSays: 'Tài liệu cũ nói',
    erratumReally: 'Thực ra',
  },

  notFound: {
    title: 'Không có trang này',
    text: 'Thư gửi sai địa chỉ. Có thể đường dẫn đã đổi hoặc gõ nhầm.',
    home: 'Về trang đầu',
    returned: 'Trả lại người gửi',
  },

  footer: {
    licence: 'Mã nguồn mở theo giấy phép MIT.',
    privacy: 'Không theo dõi bạn. Chỉ khi bạn chọn WebContainer, trang mới gọi ra ngoài.',
  },
};

const en: typeof vi = {
  name: 'Bưu Cục',
  description:
    'A course on message brokers, RPC, Pub/Sub and their protocols: every lesson runs real programs inside the page.',
  skipToContent: 'Skip to content',
  course: 'Course',
  language: 'Language',
  languageNames: { vi: 'Tiếng Việt', en: 'English' },
  darkTheme: 'Dark theme',
  untranslated: 'This lesson has no English version yet. Below is the Vietnamese text; the lab works all the same.',

  home: {
    headline: ['The receiver is down.', 'Where does the message go?'],
    what: 'Bưu Cục (“post office”) is a course on how services exchange information: message brokers, RPC, Pub/Sub and the protocols below them.',
    how: 'Every lesson runs real programs inside the page. You run them, watch each message travel, then break things and mend them.',
    start: 'Open the first lesson',
    seeCourse: 'See the whole course',
    points: [
      {
        title: 'Real libraries',
        text: 'amqplib and jayson run unmodified and send the very bytes that they send on your servers.',
      },
      {
        title: 'A view inside',
        text: 'The picture is drawn from the broker’s own trace: what you see is what just happened, not a prepared animation.',
      },
      {
        title: 'Nothing to install',
        text: 'All programs run in your browser. Once a page has loaded, they keep running without a network.',
      },
    ],
    drawing: {
      title: 'A queue keeps messages while the receiver is down',
      text: 'The producer sends message 3 to the exchange; messages 1 and 2 wait in the queue don_hang; the consumer is down.',
      consumerOff: 'down',
    },
    lessons: 'Lessons you can open',
    courseTitle: (planned: number, written: number) =>
      `The whole course: ${planned} lessons, ${written} written so far`,
    courseText: 'Lessons in faint type are still to be written. The order may change.',
    written: (written: number, planned: number) => `${written} of ${planned}`,
    planned: 'not written yet',
    learners: 'For learners',
    learnersText:
      'Every lesson has the same rhythm: predict, run, look closer, break, mend, build your own. Basic JavaScript is enough to start with the first lesson.',
    lecturers: 'For lecturers',
    lecturersText:
      'Ready for the classroom: no accounts, no server. The programs of every lesson run unchanged in Node.js, with a real RabbitMQ where a lesson needs a broker; the source is under the MIT licence.',
  },

  lesson: {
    part: (number: number) => `Part ${number}`,
    number: (number: number) => `Lesson ${number}`,
    minutes: (minutes: number) => `${minutes} minutes`,
    contents: 'In this lesson',
    lab: 'Lab',
    text: 'Text',
    places: 'Text and lab',
    neighbours: 'Previous and next lesson',
    previous: 'Previous',
    next: 'Next',
    noteInfo: 'Note',
    noteWarning: 'Careful',
    erratumSays: 'Older material says',
    erratumReally: 'In fact',
  },

  notFound: {
    title: 'There is no such page',
    text: 'This letter has the wrong address. The link may have changed, or it was mistyped.',
    home: 'To the front page',
    returned: 'Return to sender',
  },

  footer: {
    licence: 'Open source under the MIT licence.',
    privacy: 'No tracking. Only if you choose WebContainer does the page call anywhere else.',
  },
};

export const site = { vi, en };
