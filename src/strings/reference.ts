/** Words of the reference part: what the broker answers as the real ones do, and what not. */
const vi = {
  title: 'Tham khảo',
  lead: 'Broker trong phòng thực hành là chương trình của Bưu Cục. Nó trả lời giống broker thật tới đâu, và ta biết điều đó từ đâu, được ghi ở đây cho từng giao thức.',
  how: 'Các bảng dưới đây không do ai viết tay: chúng được sinh từ dữ liệu của bộ kiểm thử, nơi cùng một hội thoại chạy với broker thật và với broker này.',
  fidelity: (protocol: string) => `${protocol}: giống broker thật tới đâu`,
  fidelityLead: (protocol: string) =>
    `Những gì broker của Bưu Cục làm với ${protocol}, đã so với broker thật nào, phiên bản nào, ngày nào.`,
  counts: (alike: number, all: number) => `${alike}/${all} lần so giống hệt`,
  compared: 'Đã so với',
  peer: 'Broker thật',
  date: 'Ngày',
  by: 'Bằng cách nào',
  alike: 'Giống',
  feature: 'Mục',
  status: 'Kết quả',
  times: (peer: string, count: number) => `${peer}: ${count} lần so`,
  statuses: { same: 'giống', different: 'khác', documented: 'theo tài liệu', absent: 'chưa có' },
  meanings: {
    same: 'broker thật đã được hỏi và trả lời y như vậy, kể cả câu chữ của lỗi',
    different: 'có một điểm cố ý trả lời khác, kèm lý do',
    documented: 'lấy từ mã nguồn và tài liệu, chưa hỏi được broker thật',
    absent: 'không làm',
  },
  back: 'Tất cả giao thức',
};

const en: typeof vi = {
  title: 'Reference',
  lead: 'The broker of the labs is a program of Bưu Cục’s own. How far it answers as a real one does, and how we know, is said here for each protocol.',
  how: 'Nobody writes these tables by hand: they come from the data of the tests, where the same dialogue runs against a real broker and against this one.',
  fidelity: (protocol) => `${protocol}: how close to the real brokers`,
  fidelityLead: (protocol) =>
    `What Bưu Cục’s broker does with ${protocol}, and which real broker it was compared with, in which version, on which day.`,
  counts: (alike, all) => `${alike} of ${all} comparisons alike`,
  compared: 'Compared with',
  peer: 'Real broker',
  date: 'Date',
  by: 'How',
  alike: 'Alike',
  feature: 'Entry',
  status: 'Result',
  times: (peer, count) => `${peer}: ${count} ${count === 1 ? 'comparison' : 'comparisons'}`,
  statuses: { same: 'same', different: 'different', documented: 'from documents', absent: 'not done' },
  meanings: {
    same: 'a real broker was asked and says just that, down to the words of its errors',
    different: 'answers otherwise in one point, on purpose, for the reason given',
    documented: 'taken from source and documents; no real broker could be asked',
    absent: 'is not done',
  },
  back: 'All protocols',
};

export const reference = { vi, en };
