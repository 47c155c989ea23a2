"""Sentences for the demonstration: no person's name, nothing that could be mistaken for a real document."""

from friendly_gov.demonstration.profiles import Scenario

EXPLANATIONS = {
    "I": (
        "Đã niêm yết tại Trung tâm Phục vụ hành chính công và đăng trên trang thông tin điện tử; cập nhật hằng quý.",
        "Ban hành kế hoạch công khai từ đầu năm, phân công công chức phụ trách; có ảnh chụp bảng niêm yết kèm theo.",
        "Thông tin được phát trên đài truyền thanh hai lần mỗi tuần và đăng trên fanpage của địa phương.",
    ),
    "II": (
        "Thực hiện đều trong năm, có sổ theo dõi và ảnh hoạt động; người dân phản hồi tích cực.",
        "Đã tổ chức theo kế hoạch; kết quả tổng hợp kèm theo trong tập minh chứng.",
        "Bố trí đoàn viên, hội viên hỗ trợ người dân vào các ngày làm việc cố định trong tuần.",
    ),
    "III": (
        "Đảng ủy, Ủy ban nhân dân có văn bản chỉ đạo và kiểm tra định kỳ; báo cáo kết quả kèm theo.",
        "Cán bộ, công chức ký cam kết thực hiện; không có phản ánh về thái độ phục vụ trong năm.",
        "Lãnh đạo xuống thôn, tổ dân phố hằng tuần; biên bản và ảnh được lưu trong tập minh chứng.",
    ),
    "IV": (
        "Trụ sở và Trung tâm Phục vụ hành chính công đã được trang bị, sắp xếp; ảnh chụp hiện trạng kèm theo.",
        "Số liệu lấy từ hệ thống giải quyết thủ tục hành chính của thành phố đến hết tháng 10.",
        "Đã lắp đặt và sử dụng thường xuyên; có biên bản nghiệm thu.",
    ),
}

COMMENTS = (
    "Minh chứng mới thể hiện một phần nội dung.",
    "Văn bản có nhưng chưa có kết quả thực hiện kèm theo.",
    "Ảnh không ghi thời gian, chưa đủ căn cứ cho điểm tối đa.",
    "Số liệu báo cáo chưa khớp với hệ thống của thành phố.",
)

SETTLEMENT_GROUND = "Tổ trưởng đối chiếu minh chứng gốc và thống nhất theo hướng dẫn chấm."

RETURN_NOTE = "Kế hoạch chưa nêu chỉ tiêu và thời hạn cho nhóm tiêu chí IV. Đề nghị bổ sung và gửi lại."
EXTENSION_REASON = "Địa phương khắc phục hậu quả bão, trụ sở mất điện nhiều ngày."
BREACH_FACTS = (
    "Công chức bộ phận tiếp nhận trả hồ sơ của công dân quá hạn nhiều lần, không có thư xin lỗi; "
    "đã bị xử lý kỷ luật bằng hình thức khiển trách."
)
# The documents that prove the elements of a ground, by its kind [S4].
ELEMENTS = {
    "unresolved_cases": {"late_within_competence": "Kết luận 0007/KL-TTr của Thanh tra thành phố"},
    "discipline_or_prosecution": {
        "collective_or_civil_servant": "Quyết định 0005/QĐ-UBND về việc xử lý kỷ luật công chức",
        "citizens_business": "Kết luận 0006/KL-TTr về việc giải quyết hồ sơ của công dân",
        "reprimand_or_prosecution": "Quyết định 0005/QĐ-UBND: hình thức khiển trách",
    },
}
BREACH_ANSWER = (
    "Ủy ban nhân dân đã tổ chức xin lỗi công dân, trả đủ kết quả và luân chuyển công chức có liên quan. "
    "Đề nghị tổ thẩm định xem xét tính chất, mức độ của vụ việc."
)
LOOK_AT = (
    "Đối chiếu hiện trạng với ảnh trong hồ sơ.",
    "Xem sổ theo dõi của năm, chọn ngẫu nhiên ba tháng.",
    "Hỏi trực tiếp hai công dân và một công chức.",
    "Nơi đặt, thời điểm bắt đầu thực hiện, người phụ trách.",
)
SEEN = (
    ("yes", "Đủ và đúng như hồ sơ."),
    ("partly", "Có thực hiện nhưng sổ theo dõi ghi chưa đủ các tháng."),
    ("yes", ""),
    ("no", "Tại thời điểm kiểm tra chưa thực hiện; ảnh trong hồ sơ chụp ở nơi khác."),
)
VISIT_REMARKS = "Cán bộ tiếp đoàn đúng thành phần, cung cấp đủ sổ sách. Nơi tiếp nhận gọn gàng, thái độ phục vụ tốt."
LATE_BREACH_FACTS = (
    "Vụ việc khiếu nại thuộc thẩm quyền không được giải quyết kịp thời, "
    "phát sinh khiếu nại vượt cấp đông người, kéo dài."
)
REVOCATION_REASON = "Vi phạm được phát hiện và xác minh sau khi đã công nhận."

PAPERS = ("Kế hoạch thực hiện", "Quyết định phân công", "Báo cáo kết quả", "Biên bản kiểm tra", "Thông báo công khai")
PICTURES = ("Bảng niêm yết", "Ngày giải quyết nhanh", "Khu vực tiếp dân")
SIGNED = {"letter": "To-trinh", "report": "Bao-cao", "table": "Bang-tu-cham-diem"}

# Reasons why a criterion does not apply to a commune, by criterion [S9].
DOES_NOT_APPLY = {
    "I.1.8": "Đơn vị không xây dựng nông thôn mới kiểu mẫu trong năm; quy chế thực hiện dân chủ đã công khai đầy đủ.",
    "I.1.9": "Trong năm trên địa bàn không có dự án thu hồi đất, bồi thường, hỗ trợ, tái định cư.",
}

WANTED = (
    "Gửi quyết định ban hành danh mục còn hiệu lực trong năm.",
    "Bổ sung ảnh chụp niêm yết có ghi ngày.",
)
LETTER = "Đề nghị đơn vị bổ sung các nội dung dưới đây để tổ thẩm định có đủ căn cứ."
ANSWERS = ("Quyết định đang có hiệu lực, đơn vị gửi bản số và ngày tại mục minh chứng.",)

AS_IT_STANDS = {
    Scenario.LATE: "Mất điện và mất kết nối mạng do bão trong các ngày cuối tháng 11 nên gửi chậm.",
    Scenario.INCOMPLETE: "Báo cáo kết quả đang trình ký; gửi trước các thành phần còn lại, sẽ bổ sung ngay khi có.",
}
COMPLETE_IT = "Hồ sơ thiếu báo cáo kết quả đã ký. Đề nghị bổ sung trong thời hạn được giao."
NOT_ADMITTED = "Hết thời hạn mà hồ sơ chưa được gửi đúng hạn, đủ thành phần; không tiếp nhận để thẩm định."
NOT_CONSIDERED = "Vi phạm đã được xác nhận; hồ sơ không xét đánh giá theo mục I.2."

SURVEY_PURPOSE = "Mức độ hài lòng của người dân (số liệu trình diễn)"
CITIZENS_SAY = (
    "Cán bộ hướng dẫn dễ hiểu, làm nhanh.",
    "Nên có thêm ghế ngồi chờ và nước uống.",
    "Buổi sáng thứ Hai rất đông, phải chờ lâu.",
    "Mong được nộp hồ sơ qua mạng dễ hơn.",
    "Trả kết quả đúng hẹn, cảm ơn.",
    "Loa phát thanh thôn nghe không rõ.",
)
