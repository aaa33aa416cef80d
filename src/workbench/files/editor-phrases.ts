/** Words that CodeMirror shows or reads out; English is its own. */
import type { Language } from '../../strings/index.ts';

const vi: Readonly<Record<string, string>> = {
  Find: 'Tìm',
  Replace: 'Thay bằng',
  next: 'tiếp',
  previous: 'trước',
  all: 'tất cả',
  'match case': 'phân biệt hoa thường',
  'by word': 'cả từ',
  regexp: 'biểu thức chính quy',
  replace: 'thay',
  'replace all': 'thay tất cả',
  close: 'đóng',
  'Go to line': 'Tới dòng',
  go: 'đi',
  'current match': 'kết quả này',
  'on line': 'ở dòng',
  'replaced $ matches': 'đã thay $ chỗ',
  'replaced match on line $': 'đã thay ở dòng $',
  'Control character': 'Ký tự điều khiển',
  'Selection deleted': 'Đã xóa phần được chọn',
};

export const EDITOR_PHRASES: Readonly<Record<Language, Readonly<Record<string, string>>>> = { vi, en: {} };
