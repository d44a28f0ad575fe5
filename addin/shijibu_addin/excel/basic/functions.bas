Option Explicit

' When Python could not be reached, cells do without it for so many seconds: to start it again in each cell would stop Excel.
Private Const WAIT_SECONDS As Double = 30
Private failedAt As Double

' What Python answers for a rule. Cells are sent as their values; what was left out stays left out.
Private Function ShijibuAnswer(ByVal rule As String, ByVal given As Variant) As Variant
    Dim told As Variant, i As Long
    If failedAt > 0 And Abs(Timer - failedAt) < WAIT_SECONDS Then
        ShijibuAnswer = CVErr(2015)
        Exit Function
    End If
    On Error GoTo failed
    told = Array()
    If UBound(given) >= 0 Then ReDim told(0 To UBound(given))
    For i = 0 To UBound(given)
        If IsObject(given(i)) Then told(i) = given(i).Value2 Else told(i) = given(i)
    Next i
    ShijibuAnswer = ShijibuCells(XLPy.CallUDF("shijibu_addin.excel.functions", rule, told))
    failedAt = 0
    Exit Function
failed:
    failedAt = Timer
    ShijibuAnswer = CVErr(2015)
End Function

' One cell, or each cell of a column.
Private Function ShijibuCells(ByVal found As Variant) As Variant
    Dim r As Long, c As Long
    If Not IsArray(found) Then
        ShijibuCells = ShijibuCell(found)
        Exit Function
    End If
    For r = LBound(found, 1) To UBound(found, 1)
        For c = LBound(found, 2) To UBound(found, 2)
            found(r, c) = ShijibuCell(found(r, c))
        Next c
    Next r
    ShijibuCells = found
End Function

' An error arrives as its name.
Private Function ShijibuCell(ByVal found As Variant) As Variant
    ShijibuCell = found
    If VarType(found) <> vbString Then Exit Function
    Select Case found
        Case "#NULL!": ShijibuCell = CVErr(2000)
        Case "#DIV/0!": ShijibuCell = CVErr(2007)
        Case "#VALUE!": ShijibuCell = CVErr(2015)
        Case "#REF!": ShijibuCell = CVErr(2023)
        Case "#NAME?": ShijibuCell = CVErr(2029)
        Case "#NUM!": ShijibuCell = CVErr(2036)
        Case "#N/A": ShijibuCell = CVErr(2042)
    End Select
End Function
