"""The full names of team roles and of the breaches of NT3 in the year's papers [S4]."""

from appraisal.models import TeamMember

PART_WORDS = {
    TeamMember.Part.LEAD: "Tổ trưởng",
    TeamMember.Part.SECRETARY: "Thư ký",
    TeamMember.Part.MEMBER: "Thành viên",
}
BREACH_WORDS = {
    "unresolved_cases": (
        "Không kịp thời giải quyết các vụ, việc thuộc thẩm quyền làm phát sinh điểm phức tạp, nổi cộm hoặc các vụ việc "
        "khiếu nại, tố cáo vượt cấp đông người, phức tạp, kéo dài"
    ),
    "discipline_or_prosecution": (
        "Có tập thể hoặc cá nhân cán bộ, công chức vi phạm liên quan đến giải quyết công việc của dân đến mức phải xử "
        "lý kỷ luật từ khiển trách trở lên hoặc bị truy cứu trách nhiệm hình sự"
    ),
}
